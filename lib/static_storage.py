"""Static files under names that hold their content's hash, each with a compressed twin."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """`import … from "./x.js"` in a module is rewritten to the hashed name too."""

    support_js_module_import_aggregation = True

    def create_compressor(self, **options: Any) -> Compressor:
        """gzip only: brotli at its best takes most of a minute for the API's documentation, at the first start."""
        return Compressor(extensions=(*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"), use_brotli=False, quiet=True)
