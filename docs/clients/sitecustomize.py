"""Put this file's folder on PYTHONPATH: Python runs it first, and every program on numerapi then speaks to ROBATA_URL."""

import os

if os.environ.get("ROBATA_URL"):
    from numerapi import base_api

    base_api.API_TOURNAMENT_URL = os.environ["ROBATA_URL"]
