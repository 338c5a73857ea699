"""Tags and clips as an editor chooses them: by keyboard, by pointer, and without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User

from episodes.models import Tag, TagAlias
from episodes.services.roles import ensure_roles
from tests.factories import make_clip, make_episode, make_highlight, make_quote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def highlight():
    highlight = make_highlight(make_episode(), tags=["speech", "prosody"])
    make_highlight(tags=["speech synthesis", "speech recognition"])
    make_highlight(tags=["speech synthesis"])
    TagAlias.objects.create(tag=Tag.objects.get(name="speech synthesis"), name="TTS")
    return highlight


@pytest.fixture
def form(open_page, highlight):
    """``form(**options)``: the form of the highlight, signed in."""
    ensure_roles()
    user = User.objects.create_user("marta", password="a long pass phrase", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))

    def open_it(**options):
        page = open_page(f"/admin/login/?next=/admin/episodes/highlight/{highlight.pk}/change/", **options)
        page.get_by_label("Username").fill("marta")
        page.get_by_label("Password").fill("a long pass phrase")
        page.get_by_role("button", name="Log in").click()
        page.get_by_label("Tags", exact=False).first.wait_for()
        return page

    return open_it


def entry(page):
    return page.get_by_role("combobox", name="Tags")


def offers(page):
    return [text.replace("\n", " ") for text in page.locator("tag-input [role=option]").all_inner_texts()]


def words(page):
    return page.locator(".tag-words li > span").all_inner_texts()


def type_and_wait(page, text):
    entry(page).press_sequentially(text)
    page.get_by_role("listbox", name="Offered tags").wait_for()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()


def saved(highlight):
    return list(highlight.tags.values_list("name", flat=True))


def test_offers_are_announced_chosen_by_arrows_and_sent(form, highlight):
    page = form()
    assert words(page) == ["speech", "prosody"]
    type_and_wait(page, "spee")
    assert offers(page) == ["speech synthesis 2 uses", "speech recognition 1 use"]
    assert page.get_by_role("status").inner_text() == "2 suggestions"
    assert entry(page).get_attribute("aria-expanded") == "true"
    entry(page).press("ArrowDown")
    entry(page).press("ArrowDown")
    active = page.locator(f"#{entry(page).get_attribute('aria-activedescendant')}")
    assert active.inner_text().startswith("speech recognition")
    assert active.get_attribute("aria-selected") == "true"
    entry(page).press("Enter")
    assert words(page) == ["speech", "prosody", "speech recognition"]
    assert page.get_by_role("status").inner_text() == "Added: speech recognition"
    save(page)
    assert saved(highlight) == ["speech", "prosody", "speech recognition"]


def test_enter_takes_the_first_offered_however_fast_it_comes(form, highlight):
    page = form()
    entry(page).press_sequentially("tts")
    entry(page).press("Enter")
    page.get_by_text("speech synthesis", exact=True).wait_for()
    type_and_wait(page, "spee")
    entry(page).press("Enter")
    assert words(page) == ["speech", "prosody", "speech synthesis", "speech recognition"]
    save(page)
    assert saved(highlight) == ["speech", "prosody", "speech synthesis", "speech recognition"]


def test_an_alias_shows_where_it_leads(form):
    page = form()
    type_and_wait(page, "tt")
    assert offers(page) == ["TTS → speech synthesis 2 uses"]
    page.locator("tag-input [role=option]").click()
    assert words(page) == ["speech", "prosody", "speech synthesis"]


def test_a_comma_takes_what_was_typed_and_escape_sends_the_offers_away(form, highlight):
    page = form()
    type_and_wait(page, "spee")
    entry(page).press("Escape")
    page.get_by_role("listbox").wait_for(state="hidden")
    entry(page).press("Enter")
    entry(page).press_sequentially("software engineering, 🎙️,Speech,half-typed")
    assert words(page) == ["speech", "prosody", "spee", "software engineering", "🎙️"]
    save(page)
    assert saved(highlight) == ["speech", "prosody", "spee", "software engineering", "🎙️", "half-typed"]


def test_backspace_takes_the_last_tag_back_into_the_field(form, highlight):
    page = form()
    entry(page).press("Backspace")
    assert words(page) == ["speech"]
    assert entry(page).input_value() == "prosody"
    entry(page).press("Backspace")
    entry(page).press("Backspace")
    assert entry(page).input_value() == "proso"
    page.get_by_role("button", name="Remove the tag speech").click()
    assert words(page) == ["proso"]
    save(page)
    assert saved(highlight) == ["proso"]


def test_tags_are_typed_between_commas_without_scripts(form, highlight):
    page = form(scripts=False)
    field = page.locator("input[name=tags]")
    assert field.input_value() == "speech, prosody"
    field.fill("speech, TTS, C++")
    page.get_by_role("button", name="Save", exact=True).click()
    assert saved(highlight) == ["speech", "speech synthesis", "C++"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_the_form_with_offers_has_no_barriers(form, width, scheme):
    for number in range(5):
        Tag.objects.create(name=f"speech {number}")
    page = form(width=width, scheme=scheme)
    type_and_wait(page, "spee")
    entry(page).press("ArrowDown")
    entry(page).evaluate("entry => entry.scrollIntoView({block: 'start'})")
    box, list_ = page.locator(".tag-box").bounding_box(), page.get_by_role("listbox").bounding_box()
    assert abs(box["x"] - list_["x"]) < 2
    middle_of_last = page.locator("tag-input [role=option]").last.evaluate(
        "option => { const box = option.getBoundingClientRect();"
        " return option.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)) }"
    )
    assert middle_of_last, "the last offer is cut off"
    # Without preloading: axe would put the style sheets that Django's import inline, which our policy blocks.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_quote_is_offered_the_clips_of_the_episode_that_is_chosen(form, highlight):
    make_clip(highlight.episode, title="Here")
    other = make_episode(highlight.episode.show, title="Elsewhere entirely")
    make_clip(other, title="There")
    make_quote(highlight)

    def offered(page, row):
        page.locator(f"#quotes-{row} .field-clip .select2-selection").click()
        page.locator(".select2-results__option:not(.loading-results)").first.wait_for()
        found = page.locator(".select2-results__option").all_inner_texts()
        page.keyboard.press("Escape")
        return found

    page = form()
    page.get_by_role("combobox", name=f"Episode: {highlight.episode.title}").wait_for()
    assert offered(page, 0) == ["1. Here"]
    page.locator(".field-episode .select2-selection").click()
    page.locator(".select2-search__field").fill("Elsewhere")
    page.get_by_role("option", name="Elsewhere entirely").click()
    assert offered(page, 0) == ["1. There"]
    page.get_by_role("button", name="Add another Quote").click()
    assert offered(page, 1) == ["1. There"]


def question(page):
    return page.locator(".tag-question")


def test_a_new_tag_that_is_a_slip_is_asked_about_and_a_second_enter_takes_the_old_one(form, highlight):
    make_highlight(tags=["speaker"])
    page = form()
    entry(page).press_sequentially("rhythm,")
    entry(page).press_sequentially("speakr")
    entry(page).press("Enter")
    question(page).get_by_role("button", name="Use “speaker”").wait_for()
    assert "“speakr” is new. Did you mean “speaker” (1 use)?" in question(page).inner_text()
    assert page.get_by_role("status").inner_text().startswith("“speakr” is new.")
    entry(page).press("Enter")
    assert words(page) == ["speech", "prosody", "rhythm", "speaker"]
    assert question(page).inner_text() == ""
    save(page)
    assert saved(highlight) == ["speech", "prosody", "rhythm", "speaker"]


def test_two_quick_presses_take_the_old_tag_too(form, highlight):
    make_highlight(tags=["speaker"])
    page = form()
    entry(page).press_sequentially("speakr,")
    entry(page).press("Enter")
    page.locator(".tag-words").get_by_text("speaker", exact=True).wait_for()
    assert words(page) == ["speech", "prosody", "speaker"]


def test_a_comma_asks_and_a_button_creates(form, highlight):
    make_highlight(tags=["speaker"])
    page = form()
    entry(page).press_sequentially("speakr,other")
    question(page).get_by_role("button", name="Create “speakr”").click()
    assert question(page).inner_text() == ""
    save(page)
    assert saved(highlight) == ["speech", "prosody", "speakr", "other"]


def test_unanswered_the_server_asks(form, highlight):
    make_highlight(tags=["speaker"])
    page = form()
    entry(page).fill("speakr")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".errorlist", has_text="“speakr” is new. Did you mean “speaker” (1 use)?").wait_for()
    assert words(page) == ["speech", "prosody", "speakr"]
    page.get_by_label("Create it anyway").check()
    save(page)
    assert saved(highlight) == ["speech", "prosody", "speakr"]


def test_the_question_works_without_scripts(form, highlight):
    make_highlight(tags=["speaker"])
    page = form(scripts=False)
    page.locator("input[name=tags]").fill("speech, speakr")
    page.get_by_role("button", name="Save", exact=True).click()
    assert "Did you mean “speaker”" in page.locator(".errorlist").inner_text()
    page.get_by_label("Create it anyway").check()
    page.get_by_role("button", name="Save", exact=True).click()
    assert saved(highlight) == ["speech", "speakr"]


def test_taking_a_doubtful_tag_away_takes_the_question_along(form):
    make_highlight(tags=["speaker", "voices"])
    page = form()
    entry(page).press_sequentially("speakr,voicess,")
    page.get_by_role("button", name="Use “speaker”").wait_for()
    page.get_by_role("button", name="Remove the tag speakr").click()
    page.get_by_role("button", name="Use “voices”").wait_for()
    entry(page).press("Backspace")
    assert question(page).inner_text() == ""


def test_tags_that_fit_the_text_are_suggested_and_taken(form, highlight):
    make_highlight(title="Kernels", body="Seeds, kernels and training.", tags=["reproducibility"])
    Tag.objects.create(name="training")
    page = form()
    for name, text in (("title", "Seeds"), ("takeaway", "Seeds."), ("body", "Training with the same kernels.")):
        page.locator(f"#id_{name}").fill(text)
    entry(page).focus()
    suggested = page.get_by_role("list", name="Suggested tags")
    suggested.wait_for()
    assert [" ".join(text.split()) for text in suggested.get_by_role("listitem").all_inner_texts()] == [
        "training “training” is in the text",
        "reproducibility also on “Kernels”",
    ]
    suggested.get_by_role("button", name="reproducibility").click()
    assert words(page) == ["speech", "prosody", "reproducibility"]
    assert suggested.get_by_role("listitem").count() == 1
    save(page)
    assert saved(highlight) == ["speech", "prosody", "reproducibility"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_the_form_that_asks_and_suggests_has_no_barriers(form, width, scheme):
    make_highlight(title="Kernels", body="A claim of kernels.", tags=["speaker", "kernels"])
    page = form(width=width, scheme=scheme)
    page.locator("#id_body").fill("A claim of kernels.")
    entry(page).press_sequentially("speakr,")
    page.get_by_role("button", name="Use “speaker”").wait_for()
    page.get_by_role("list", name="Suggested tags").wait_for()
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
