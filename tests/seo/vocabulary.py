"""What schema.org and those who read it ask of the types that our pages describe, written down from their pages.

``REQUIRED`` and ``RECOMMENDED``: https://developers.google.com/search/docs/appearance/structured-data for breadcrumb,
article, profile page, and clips (as of its video page); the podcast types as its podcast page had them.
"""

THING = {"name", "description", "url", "image", "sameAs", "mainEntityOfPage", "potentialAction", "subjectOf"}
WORK = THING | {
    "abstract",
    "about",
    "author",
    "citation",
    "contributor",
    "copyrightNotice",
    "creator",
    "dateModified",
    "datePublished",
    "editor",
    "genre",
    "hasPart",
    "headline",
    "inLanguage",
    "isBasedOn",
    "isFamilyFriendly",
    "isPartOf",
    "keywords",
    "license",
    "mainEntity",
    "producer",
    "publisher",
    "text",
    "timeRequired",
    "associatedMedia",
}
EPISODE = WORK | {"actor", "duration", "episodeNumber", "partOfSeason", "partOfSeries"}
PROPERTIES = {
    "Article": WORK | {"articleBody", "articleSection", "wordCount"},
    "AudioObject": WORK | {"contentUrl", "contentSize", "duration", "encodingFormat", "transcript"},
    "BreadcrumbList": THING | {"itemListElement", "numberOfItems"},
    "Clip": WORK | {"actor", "clipNumber", "endOffset", "partOfEpisode", "partOfSeries", "startOffset"},
    "CollectionPage": WORK | {"breadcrumb"},
    "DefinedTerm": THING | {"inDefinedTermSet", "termCode"},
    "EntryPoint": THING | {"urlTemplate"},
    "ImageObject": WORK | {"contentUrl", "width", "height"},
    "ListItem": THING | {"item", "position"},
    "Organization": THING | {"logo"},
    "Person": THING | {"jobTitle", "knowsAbout"},
    "PodcastEpisode": EPISODE,
    "PodcastSeason": WORK | {"seasonNumber"},
    "PodcastSeries": WORK | {"actor", "webFeed", "issn", "startDate", "endDate"},
    "ProfilePage": WORK | {"breadcrumb"},
    "Quotation": WORK | {"spokenByCharacter"},
    "SearchAction": THING | {"query", "query-input", "target"},
    "WebPage": WORK | {"breadcrumb"},
    "WebSite": WORK,
}
REQUIRED = {
    "AudioObject": {"contentUrl"},
    "BreadcrumbList": {"itemListElement"},
    "Clip": {"name", "url"},
    "ListItem": {"item", "name", "position"},
    "Organization": {"name"},
    "Person": {"name", "url"},
    "PodcastEpisode": {"name", "url"},
    "PodcastSeries": {"name", "url"},
    "Quotation": {"text", "url"},
    "SearchAction": {"query-input", "target"},
    "WebSite": {"name", "url"},
}
#: Of the thing that a page is of.
RECOMMENDED = {
    "Article": {"author", "dateModified", "datePublished", "headline"},
    "Clip": {"endOffset", "startOffset", "partOfEpisode", "associatedMedia"},
    "Person": {"description", "sameAs"},
    "PodcastEpisode": {
        "actor",
        "associatedMedia",
        "datePublished",
        "description",
        "hasPart",
        "partOfSeries",
        "timeRequired",
    },
    "PodcastSeries": {"author", "description", "webFeed", "inLanguage"},
    "Quotation": {"spokenByCharacter", "isPartOf"},
}


def every(value):
    """All objects with a type in a graph, those inside others as well."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from every(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner)


def problems(graph):
    """What is wrong with a graph, as sentences."""
    for found in every(graph):
        kind, names = found["@type"], {name for name in found if not name.startswith("@")}
        for name in sorted(names - PROPERTIES[kind]):
            yield f"{kind} has no {name}"
        for name in sorted(REQUIRED.get(kind, set()) - names):
            yield f"{kind} without {name}: {found}"
        for name, value in found.items():
            if value in (None, "", [], {}):
                yield f"{kind}: empty {name}"
            if name in ("url", "@id", "contentUrl", "image", "webFeed", "item") and "://" not in value:
                yield f"{kind}: {name} is not a whole address: {value}"
