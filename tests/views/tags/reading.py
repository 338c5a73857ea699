"""Reading the pages of tags."""


def headline(page):
    return page.one("p", id="sum").text.split(", since")[0]


def titles(page):
    return [h3.text for h3 in page.one("ul", "results").all("h3")]
