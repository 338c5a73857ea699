"""How static files are collected: minified, compressed, under hashed names, their imports of each other rewritten."""

from pathlib import Path

import rcssmin
import rjsmin
from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

MINIFIED = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Modules may import each other by relative addresses, ``import { clock } from "./clock.js";``.

    Only hashed names are kept, so the storage writes those into the modules, too. Before that our own style sheets
    and scripts lose their comments and white space; what others wrote stays as it is. Development serves plain files.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        found = dict(paths)
        if not dry_run:
            found |= {name: self._minified(name, *place) for name, place in paths.items() if _is_ours(name, *place)}
        yield from super().post_process(found, dry_run=dry_run, **options)

    def _minified(self, name, source, path):
        """Puts the short form of a file in the place of its copy, which may be a link; returns where it is."""
        with source.open(path) as file:
            text = file.read().decode()
        self.delete(name)
        self._save(name, ContentFile(MINIFIED[Path(name).suffix](text).encode()))
        return self, name


def _is_ours(name, source, path):
    return Path(name).suffix in MINIFIED and source.location in map(str, settings.STATICFILES_DIRS)
