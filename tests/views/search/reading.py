"""Reading the page of search."""

from urllib.parse import parse_qsl, urlsplit

from tests.pages import read


def ask(client, q="", **facets):
    """The page that answers a question."""
    return read(client.get("/search/", {"q": q, **facets}))


def titles(page, kind):
    """The titles of the hits of a kind, in order."""
    return [item.all("h3")[0].text for hits in page.all("section", f"hits--{kind}") for item in hits.all("li", "hit")]


def hits(page):
    return page.all("li", "hit")


def counts(page):
    """``{kind: count}`` as the list of kinds has them."""
    links = page.one("nav", "kinds").all("a")[1:]
    return {link.text.rpartition(" ")[0]: link.text.rpartition(" ")[2] for link in links}


def facet(page, label):
    """``{name: (how many are left, address)}`` of a facet; empty where it narrows nothing."""
    found, here = {}, None
    for element in page.one("nav", "filters").walk() if page.all("nav", "filters") else ():
        if element.tag == "h2":
            here = element.text
        elif element.tag == "li" and here == label:
            link = element.all("a")[0]
            found[link.text] = int(element.all("span")[0].text), link.attrs["href"]
    return found


def chips(page):
    """``{words: address without it}``"""
    return {
        link.text.removeprefix("× Remove "): link.attrs["href"]
        for lists in page.all("ul", "chips")
        for link in lists.all("a")
    }


def query(url):
    return dict(parse_qsl(urlsplit(url).query))
