"""Static files with a hash of their content in their names, so that browsers keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Whitenoise's, and the modules that a JavaScript file imports are hashed too."""

    support_js_module_import_aggregation = True
