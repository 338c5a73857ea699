"""Filling in admin forms as a browser does: what the page shows is what is sent, but for what somebody types."""

from html.parser import HTMLParser


class Fields(HTMLParser):
    """``values`` of the fields of a page, as a browser would send them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.values, self.text, self.select = {}, None, None

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        name = attributes.get("name")
        if tag == "input" and name:
            self._input(name, attributes)
        elif tag == "textarea" and name:
            self.text, self.values[name] = name, ""
        elif tag == "select" and name:
            self.select = name
        elif tag == "option" and self.select and "selected" in attributes:
            self.values[self.select] = attributes.get("value", "")

    def _input(self, name, attributes):
        kind = attributes.get("type", "text")
        if kind in ("submit", "file") or (kind in ("checkbox", "radio") and "checked" not in attributes):
            return
        self.values[name] = attributes.get("value") or ("on" if kind == "checkbox" else "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            # A browser drops the line break that Django puts behind the tag.
            self.values[self.text] = self.values[self.text].removeprefix("\n")
            self.text = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.text:
            self.values[self.text] += data


def shown(response):
    """The values of the fields in a page, of one too that was refused because somebody else had saved."""
    assert response.status_code in (200, 409), response
    parser = Fields()
    parser.feed(response.content.decode())
    outside = ("csrfmiddlewaretoken", "next", "q")
    return {name: value for name, value in parser.values.items() if "__prefix__" not in name and name not in outside}


def send(client, address, **typed):
    """Opens the form at ``address``, types, and saves. Two underscores stand for a hyphen: ``clips__0__title``."""
    values = shown(client.get(address))
    for name, value in typed.items():
        values[name.replace("__", "-")] = value
    values = {name: value for name, value in values.items() if value is not None}
    return client.post(address, {**values, "_save": "Save"})


def row(prefix, index, **values):
    """The names and values of one more row of an inline, with the counter that goes with it."""
    return {f"{prefix}__{index}__{name}": value for name, value in values.items()} | {
        f"{prefix}__TOTAL_FORMS": str(index + 1)
    }


def errors(response):
    """Every sentence that a refused form shows."""
    assert response.status_code == 200, f"the form was taken: {response.headers.get('Location')}"
    forms = [response.context["adminform"].form]
    found = [str(error) for form in forms for list_ in form.errors.values() for error in list_]
    for inline in response.context["inline_admin_formsets"]:
        found += [str(error) for error in inline.formset.non_form_errors()]
        found += [str(error) for form in inline.formset.errors for list_ in form.values() for error in list_]
    return found
