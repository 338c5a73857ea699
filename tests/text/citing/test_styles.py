"""APA 7, MLA 9 and Chicago 17, to the letter."""

from episodes.text.citing import apa, chicago, mla
from tests.text.citing.works import make_work

QUOTED = {"kind": "quote", "title": "We gave it “all” away", "speaker": "Ada Lovelace", "end_ms": None}


def test_a_clip():
    work = make_work()
    assert apa(work) == (
        "Doe, J. (Host). (2026, March 12). Why the weights were opened [Podcast clip, 01:02:03–01:03:10]. "
        "In How Models Are Trained (No. 12). Held Out. Podsite. https://pods.example/clips/12/"
    )
    assert mla(work) == (
        "Doe, Jane, host. “Why the weights were opened.” “How Models Are Trained.” Held Out, season 2, episode 12, "
        "Podsite, 12 Mar. 2026, 01:02:03–01:03:10, https://pods.example/clips/12/. Accessed 25 Nov. 2026."
    )
    assert chicago(work) == (
        "Doe, Jane, host. “Why the weights were opened.” In “How Models Are Trained,” episode 12 of Held Out. "
        "March 12, 2026. Podcast, audio, 01:02:03–01:03:10. Podsite. https://pods.example/clips/12/."
    )


def test_a_quote_is_by_whoever_said_it():
    work = make_work(**QUOTED)
    assert apa(work) == (
        "Lovelace, A. (2026, March 12). “We gave it ‘all’ away” [Quotation, 01:02:03]. "
        "In J. Doe (Host), How Models Are Trained (No. 12). Held Out. Podsite. https://pods.example/clips/12/"
    )
    assert mla(work).startswith("Lovelace, Ada. “We gave it ‘all’ away.” “How Models Are Trained.” Held Out, hosted by")
    assert "episode 12 of Held Out, hosted by Jane Doe." in chicago(work)


def test_several_people():
    two = make_work(hosts=("Jane Doe", "Richard Roe"))
    assert apa(two).startswith("Doe, J., & Roe, R. (Hosts).")
    assert mla(two).startswith("Doe, Jane, and Richard Roe, hosts.")
    many = make_work(hosts=tuple(f"Host {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVW"))
    assert "S, H., . . . W, H. (Hosts)." in apa(many)
    assert mla(many).startswith("A, Host, et al., hosts.")
    assert "Host G, et al., hosts." in chicago(many)


def test_without_people_date_number_and_time():
    bare = make_work(hosts=(), published=None, number=None, season=None, start_ms=None, end_ms=None)
    assert apa(bare) == (
        "Why the weights were opened [Podcast clip]. (n.d.). In How Models Are Trained. Held Out. Podsite. "
        "https://pods.example/clips/12/"
    )
    assert mla(bare).startswith("“Why the weights were opened.” “How Models Are Trained.” Held Out, Podsite, https:")
    assert "Accessed November 25, 2026." in chicago(bare)


def test_an_organisation_and_a_site_of_the_shows_name():
    work = make_work(hosts=(), organisation="Acme Media", publisher="Held Out")
    assert apa(work).startswith("Acme Media. (2026, March 12).")
    assert apa(work).count("Held Out") == mla(work).count("Held Out") == chicago(work).count("Held Out") == 1


def test_a_title_that_ends_itself_gets_no_second_end():
    work = make_work(title="Who checks?", episode="Open?")
    assert "“Who checks?” “Open?” Held Out" in mla(work)
    assert "“Who checks?” In “Open?” episode 12" in chicago(work)
