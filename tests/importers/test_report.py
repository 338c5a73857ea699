"""What differs is shown in words, and short."""

from episodes.importers.report import MOST_WORDS, Change, Report, are_similar, differences


def test_differences_word_by_word():
    assert differences("the old house", "the new house") == [
        ("same", "the"),
        ("removed", "old"),
        ("added", "new"),
        ("same", "house"),
    ]


def test_unchanged_stretches_are_shortened_to_the_words_around():
    before = "a b c d e f g h old i j k l m n o p q r s t u v w x y"
    after = before.replace("old", "new").replace("x", "z")
    assert [words for kind, words in differences(before, after) if kind == "same"] == [
        "… e f g h",
        "i j k l … t u v w",
        "y",
    ]


def test_a_field_that_was_or_becomes_empty():
    assert Change("text", "", "new").pieces == [("added", "new")]
    assert Change("text", "old", "").pieces == [("removed", "old")]


def test_very_long_texts_are_compared_at_their_ends():
    words = " ".join(f"w{number}" for number in range(2 * MOST_WORDS))
    pieces = differences(f"{words} old end", f"{words} new end")
    assert [kind for kind, _words in pieces] == ["same", "removed", "added", "same"]
    assert [words for kind, words in pieces if kind != "same"] == ["old", "new"]


def test_a_long_difference_is_cut():
    ((_kind, words),) = differences("", "word " * 1000)
    assert len(words.split()) == 61 and "…" in words


def test_versions_of_a_text_are_similar():
    text = "They corrected transcripts by hand, since the model had never heard a fishing report."
    assert are_similar(text, text.replace("fishing", "weather"))
    assert not are_similar(text, "Listeners could date a tape by its room tone alone.")
    assert not are_similar(text, "")


def test_a_report_that_makes_and_changes_nothing_says_so():
    assert Report(kept=["one"], skipped=["two"], doubted=["three"]).nothing
    assert not Report(made=["one"]).nothing
    assert not Report(changed=[Change("a", "b", "c")]).nothing
