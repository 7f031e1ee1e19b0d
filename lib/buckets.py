"""Files in a private S3 bucket, with what Django's storages do not ask for: parts, signed addresses, listings, a probe.

Only loaded where S3_BUCKET is set: the client library takes half a second and 30 MB of every process.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from lib.storages import Pieces, StorageTrouble

SIGNED_SECONDS = 60


class BucketStorage(S3Storage):
    """A bucket that nobody reads but we, and whom we give a signed address for a minute."""

    def __init__(self, **options: Any) -> None:
        style = options.pop("addressing_style", "auto")
        super().__init__(
            **options,
            client_config=Config(
                signature_version="s3v4",
                s3={"addressing_style": style},
                connect_timeout=3,
                read_timeout=20,
                retries={"max_attempts": 3, "mode": "standard"},
            ),
            # Names are ours and never come twice: no question before each write.
            file_overwrite=True,
            querystring_expire=SIGNED_SECONDS,
            # What a browser claimed of the file is not kept; each signed address says what it is.
            object_parameters={"ContentType": "application/octet-stream"},
        )

    def _client(self) -> Any:
        """One a thread: boto's are not shared."""
        return self.connection.meta.client

    def open_part(self, name: str, start: int, length: int) -> Pieces:
        """`length` bytes from `start`. FileNotFoundError at once when there is no such file."""
        try:
            answer = self._client().get_object(
                Bucket=self.bucket_name, Key=self._normalize_name(name), Range=f"bytes={start}-{start + length - 1}"
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from None
            raise
        return Pieces(answer["Body"], length)

    def signed_url(self, name: str, *, content_type: str, disposition: str) -> str | None:
        """An address that holds for a minute, for whoever has it, and says itself what the file is."""
        parameters = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
        return cast("str", self.url(name, parameters=parameters))

    def names(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Every object whose name begins like that, with the time it was written."""
        pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=f"{prefix}/")
        for page in pages:
            for entry in page.get("Contents", ()):
                yield entry["Key"], entry["LastModified"]

    def probe(self) -> str:
        """Whether the bucket answers. Raises StorageTrouble."""
        try:
            self._client().head_bucket(Bucket=self.bucket_name)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            raise StorageTrouble(f"The bucket answers {status}.") from error
        except BotoCoreError as error:
            raise StorageTrouble("The bucket does not answer.") from error
        return "bucket"
