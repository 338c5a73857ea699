"""Which things of a list have changed their places."""

from bisect import bisect_left


def moved(before, after):
    """``[(thing, place before, place after)]``, places from 1: the fewest moves that explain the new order.

    Things that are in one of the lists only are no moves, and neither is what gave way to them. In each list a thing
    stands once.
    """
    old = {thing: place for place, thing in enumerate(before, 1)}
    common = [(thing, place) for place, thing in enumerate(after, 1) if thing in old]
    staying = _rising([old[thing] for thing, _place in common])
    return [(thing, old[thing], place) for thing, place in common if old[thing] not in staying]


def _rising(places):
    """The longest run of ``places``, with gaps, that rises; a set."""
    # For each length of a run the smallest place that one ends with, and for each place the one before it in its run.
    ends, previous = [], {}
    for place in places:
        length = bisect_left(ends, place)
        previous[place] = ends[length - 1] if length else None
        ends[length : length + 1] = [place]
    run, place = set(), ends[-1] if ends else None
    while place is not None:
        run.add(place)
        place = previous[place]
    return run
