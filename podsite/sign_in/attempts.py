"""How long whoever guesses passwords has to wait. Nobody else waits: an account is never locked for all the world."""

import math
from datetime import timedelta

from axes.handlers.database import AxesDatabaseHandler
from django.db.models import Max, Sum

#: So many wrong passwords for one name from one place before the first wait.
FREE = 5
#: So many times as many for all names together from one place: an office may forget some passwords on one morning.
OF_PLACE = 4
#: The first wait; each wrong password after it doubles it.
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)


class Handler(AxesDatabaseHandler):
    """django-axes with waits that grow. Its lists of attempts are of name and place together, and of the place."""

    def wait(self, request, credentials=None) -> timedelta:
        """How long until the next password is looked at; nothing where it is looked at now."""
        left = [self._left(request, *counted) for counted in self._counted(request, credentials)]
        return max(left, default=timedelta())

    def is_locked(self, request, credentials=None):
        return self.wait(request, credentials) > timedelta()

    def get_failures(self, request, credentials=None):
        return max((failures for failures, _last in self._counted(request, credentials)), default=0)

    def reset_user_attempts(self, request, credentials=None):
        """After a right password: what was guessed for other names from the same place still counts."""
        return self.filter_user_attempts(request, credentials)[0].delete()[0]

    def _counted(self, request, credentials):
        """``(failures, when the last was)`` of each list."""
        for attempts, share in zip(self.get_user_attempts(request, credentials), (1, OF_PLACE), strict=True):
            found = attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
            yield (found["failures"] or 0) // share, found["last"]

    def _left(self, request, failures, last):
        if failures < FREE:
            return timedelta()
        # What is doubled has a bound, before it is doubled too often to be a time.
        wait = min(LONGEST, FIRST * 2 ** min(failures - FREE, 20))
        return max(timedelta(), last + wait - request.axes_attempt_time)


def minutes(wait: timedelta) -> int:
    """Whole minutes, of which a begun one counts."""
    return max(1, math.ceil(wait / timedelta(minutes=1)))
