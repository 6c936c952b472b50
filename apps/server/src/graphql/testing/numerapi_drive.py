"""Runs the Python client `numerapi` (of PYTHONPATH, any release since 2021) against a server and tells what each method did.

One line of JSON on standard input: {"url", "publicId", "secretKey", "modelId", "modelName", "signalsModelId", "signalsModelName",
"otherModelId", "otherModelName", "account", "round", "predictions" and "signals" (paths of CSV files), "dataset" (a name),
"folder" (where downloads go)}. One line of JSON on standard output: {"Class.method": {"ok", "value" or "error"}},
for the methods that the release has. Nothing is sent anywhere but to "url".
"""

import inspect
import json
import logging
import os
import sys
import warnings

import numerapi
from numerapi import base_api

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

given = json.loads(sys.stdin.readline())
base_api.API_TOURNAMENT_URL = given["url"]
keys = {"public_id": given["publicId"], "secret_key": given["secretKey"]}
model = given["modelId"]
played = given["otherModelId"]

SHARED = [
    ("list_datasets", (), {}),
    ("get_account", (), {}),
    ("get_models", (), {}),
    ("models_of_account", (given["account"],), {}),
    ("modelid_to_modelname", (model,), {}),
    ("get_current_round", (), {}),
    ("check_round_open", (), {}),
    ("check_new_round", (), {}),
    ("list_rounds", (), {"status": "resolved", "limit": 3}),
    ("pipeline_status", (), {}),
    ("get_account_leaderboard", (), {"limit": 10}),
    ("wallet_transactions", (), {}),
    ("submission_scores", (played,), {"last_n_rounds": 2}),
    ("round_model_performances_v2", (played,), {}),
    ("intra_round_scores", (played,), {}),
    ("pending_model_payouts", (), {}),
    ("set_bio", (model, "hello"), {}),
    ("set_link", (model,), {"link": "https://example.org", "link_text": "home"}),
    ("download_dataset", (given["dataset"], os.path.join(given["folder"], "dataset")), {}),
    ("set_submission_webhook", (model, "https://example.org/hook"), {}),
    ("diagnostics", (model,), {"diagnostics_id": "none"}),
    ("model_upload_data_versions", (), {}),
    ("model_upload_docker_images", (), {}),
    ("v3_stake_config", (), {}),
]
CLASSIC = [
    ("upload_predictions", (given["predictions"],), {"model_id": model}),
    ("submission_ids", (model,), {}),
    ("download_submission", (), {"model_id": model, "dest_path": os.path.join(given["folder"], "submission.csv")}),
    ("upload_diagnostics", (given["predictions"],), {"model_id": model}),
    ("get_competitions", (), {}),
    ("get_leaderboard", (), {"limit": 5}),
    ("stake_increase", (3, model), {}),
    ("stake_get", (given["modelName"],), {}),
    ("stake_set", (5, model), {}),
    ("stake_decrease", (1, model), {}),
    ("stake_drain", (model,), {}),
    ("public_user_profile", (given["otherModelName"],), {}),
    ("daily_model_performances", (given["otherModelName"],), {}),
    ("round_model_performances", (given["otherModelName"],), {}),
    ("daily_submissions_performances", (given["otherModelName"],), {}),
    ("round_details", (given["round"],), {}),
    ("get_user", (model,), {}),
    ("get_submission_filenames", (), {"model_id": model}),
    ("submission_status", (model,), {}),
    ("set_stake_type", (), {"model_id": model}),
]
SIGNALS = [
    ("get_leaderboard", (), {"limit": 1}),
    ("public_user_profile", (given["signalsModelName"],), {}),
    ("daily_model_performances", (given["signalsModelName"],), {}),
    ("daily_user_performances", (given["signalsModelName"],), {}),
    ("daily_submissions_performances", (given["signalsModelName"],), {}),
    ("round_model_performances", (given["signalsModelName"],), {}),
    ("submission_status", (given["signalsModelId"],), {}),
    ("upload_predictions", (given["signals"],), {"model_id": given["signalsModelId"]}),
    ("submission_scores", (given["signalsModelId"],), {"last_n_rounds": 2}),
    ("round_model_performances_v2", (given["signalsModelId"],), {}),
]


def attempt(api, name, args, kwargs):
    """What one call gave: its value as text, or its error."""
    try:
        method = getattr(api, name)
        most = len(inspect.signature(method).parameters)  # older releases take fewer
        return {"ok": True, "value": repr(method(*args[:most], **kwargs))[:300]}
    except Exception as error:  # pylint: disable=broad-except
        return {"ok": False, "error": f"{type(error).__name__}: {error}"}


def main():
    """Each method in turn, so that stakes are there when they are taken out."""
    done = {}
    signals_shared = [(n, (given["signalsModelId"],) + a[1:] if a and a[0] == model else a, k) for n, a, k in SHARED]
    for cls, calls in (("NumerAPI", SHARED + CLASSIC), ("SignalsAPI", signals_shared + SIGNALS)):
        api = getattr(numerapi, cls)(verbosity="ERROR", **keys)
        for name, args, kwargs in calls:
            if hasattr(api, name):
                done[f"{cls}.{name}"] = attempt(api, name, args, kwargs)
    anonymous = numerapi.NumerAPI(verbosity="ERROR")
    wrong = numerapi.NumerAPI(public_id="x", secret_key="y", verbosity="ERROR")
    done["anonymous.get_current_round"] = attempt(anonymous, "get_current_round", (), {})
    done["wrong_token.get_account"] = attempt(wrong, "get_account", (), {})
    print(json.dumps(done))


main()
