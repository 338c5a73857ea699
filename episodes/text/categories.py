"""The categories of podcast directories: ``Technology``, or ``Arts > Design``, several with semicolons between.

Source: Apple's list of podcast categories, which other directories have taken over. ``itunes:category`` takes only
names of that list, spelled as they are there.
"""

import re

CATEGORIES = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        *("Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden"),
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        *("Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News"),
        "Tech News",
    ),
    "Religion & Spirituality": (
        *("Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"),
    ),
    "Science": (
        *("Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences", "Nature"),
        *("Physics", "Social Sciences"),
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        *("Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby", "Running"),
        *("Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling"),
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}


def _key(name: str) -> str:
    return re.sub(r"[^\w&]+", " ", name.casefold().replace(" and ", " & ")).strip()


TOP = {_key(name): name for name in CATEGORIES}
BELOW = {(top, _key(name)): name for top, names in CATEGORIES.items() for name in names}
# A name that is below one category only is known without it: "Design" is "Arts > Design".
PARENT = {_key(name): top for top, names in CATEGORIES.items() for name in names}


def read_categories(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """``([(category, subcategory or "")], [other name])``: what directories know, spelled their way, and what not."""
    known, others = [], []
    for part in re.split(r"[;\n]", text):
        names = [name.strip() for name in part.split(">") if name.strip()]
        if not names:
            continue
        pair = _known(names)
        if pair and pair not in known:
            known.append(pair)
        others += names[1:] if pair and len(names) > 1 and not pair[1] else [] if pair else names
    return known, list(dict.fromkeys(others))


def _known(names):
    """``(category, subcategory or "")`` of the names from the outer to the inner one, or None."""
    first = _key(names[0])
    if top := TOP.get(first):
        return top, BELOW.get((top, _key(names[1])), "") if len(names) == 2 else ""
    if len(names) == 1 and (top := PARENT.get(first)):
        return top, BELOW[top, first]
    return None
