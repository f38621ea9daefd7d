"""A MongoDB that was just installed is no replica set yet; transactions need one."""

import time
from typing import Any

import pymongo
from pymongo.errors import OperationFailure

NOT_YET_INITIALIZED = 94
ELECTION_SECONDS = 30


def initiate(url: str, *, waits_for_disk: bool = True) -> None:
    """The one-node replica set at `url` is initiated, if it was not, and takes writes.

    `url` names the node and the set: mongodb://host:port/name?replicaSet=rs0. Without
    `waits_for_disk` a write may be told before it would survive a machine that dies.
    """
    parts = pymongo.uri_parser.parse_uri(url)
    (host, port), name = parts["nodelist"][0], parts["options"].get("replicaSet", "rs0")
    node = f"{host}:{port}"
    with pymongo.MongoClient[dict[str, Any]](
        f"mongodb://{node}/?directConnection=true",
        serverSelectionTimeoutMS=ELECTION_SECONDS * 1000,
    ) as client:
        try:
            client.admin.command("replSetGetStatus")
        except OperationFailure as error:
            if error.code != NOT_YET_INITIALIZED:
                raise
            config = {
                "_id": name,
                "members": [{"_id": 0, "host": node}],
                "writeConcernMajorityJournalDefault": waits_for_disk,
            }
            client.admin.command("replSetInitiate", config)
        while not client.admin.command("hello").get("isWritablePrimary"):
            time.sleep(0.05)
