"""How static files are collected: compressed, under hashed names, and with their imports of each other rewritten."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Modules may import each other by relative addresses, ``import { clock } from "./clock.js";``.

    Only hashed names are kept, so the storage writes those into the modules, too.
    """

    support_js_module_import_aggregation = True
