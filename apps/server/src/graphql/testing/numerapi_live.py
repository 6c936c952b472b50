"""Takes part in a live tournament with the Python client `numerapi` (of PYTHONPATH, any release since 2021): every public method of its
three classes and every command of its command line, unchanged.

One line of JSON on standard input: {"url", "publicId", "secretKey", "account", "model", "signalsModel" ({"id", "name"} each),
"played" (the name of a model of the demonstration), "folder" (for downloads), "clients" (the folder of our sitecustomize.py),
"waitSeconds" (the longest that a round takes from its opening to its payout)}. One line of JSON on standard output:
{"outcomes": {"Class.method": {"works": bool, "told": what it gave or said}}, "faults": {step: error}, "undriven": [methods],
"commands": {command: {"works", "told"}}, "version"}.
A refusal counts as working where the server has to refuse: it must be a ValueError with a sentence. Nothing is sent anywhere but to "url".
"""

import csv
import datetime
import decimal
import http.server
import inspect
import io
import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
import traceback
import warnings
import zipfile

import numerapi
import pandas as pd
from numerapi import base_api

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

GIVEN = json.loads(sys.stdin.readline())
URL, FOLDER = GIVEN["url"], GIVEN["folder"]
MODEL, SIGNALS_MODEL = GIVEN["model"]["id"], GIVEN["signalsModel"]["id"]
NAME, SIGNALS_NAME, PLAYED = GIVEN["model"]["name"], GIVEN["signalsModel"]["name"], GIVEN["played"]
base_api.API_TOURNAMENT_URL = URL
# Addresses that old releases have as constants instead of asking the server for them.
for cls, constants in (
    (numerapi.NumerAPI, {"PUBLIC_DATASETS_URL": "latest"}),
    (numerapi.SignalsAPI, {"TICKER_UNIVERSE_URL": "latest/latest_universe.csv", "HISTORICAL_DATA_URL": "latest/signals_train_val_bbg.csv"}),
):
    for constant, path in constants.items():
        if hasattr(cls, constant):
            setattr(cls, constant, URL + path)

outcomes, faults = {}, {}


class Recorded:
    """An API whose calls are all written down."""

    def __init__(self, api):
        self.api = api
        self.refusing = False

    def has(self, name):
        return hasattr(type(self.api), name)

    def __getattr__(self, name):
        method, key = getattr(self.api, name), f"{type(self.api).__name__}.{name}"
        if not callable(method):
            return method

        def call(*args, **kwargs):
            try:
                value = method(*args, **kwargs)
            except Exception as error:
                told = f"{type(error).__name__}: {error}"
                outcomes.setdefault(key, {"works": self.refusing, "told": told})
                outcomes[key]["works"] = outcomes[key]["works"] and self.refusing
                raise
            if not (key in outcomes and not outcomes[key]["works"]):
                outcomes[key] = {"works": True, "told": repr(value)[:160]}
            return value

        return call

    def refuses(self, pattern, name, *args, **kwargs):
        """The call must be refused with a sentence; what it worked like before stays written down."""
        self.refusing = True
        try:
            value = getattr(self, name)(*args, **kwargs)
        except ValueError as error:
            assert re.search(pattern, str(error)), f"{name} was refused with: {error}"
            return
        finally:
            self.refusing = False
        raise AssertionError(f"{name} was not refused: {value!r}")


keys = {"public_id": GIVEN["publicId"], "secret_key": GIVEN["secretKey"]}
classic = Recorded(numerapi.NumerAPI(verbosity="ERROR", show_progress_bars=False, **keys))
signals = Recorded(numerapi.SignalsAPI(verbosity="ERROR", show_progress_bars=False, **keys))
crypto = None
if hasattr(numerapi, "CryptoAPI"):
    crypto = Recorded(numerapi.CryptoAPI(verbosity="ERROR", show_progress_bars=False, **keys))


def path_of(name):
    return os.path.join(FOLDER, name)


def step(function):
    """Runs a part of the story; what goes wrong in it does not stop the others."""
    try:
        function()
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == __file__]
        faults[function.__name__] = f"{type(error).__name__}: {error} (line {lines[-1]}, {where.name})"
    return function


def until(what, look, seconds=None):
    """What `look` gives, once it gives something true."""
    end = time.monotonic() + (seconds or GIVEN["waitSeconds"])
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    raise AssertionError(f"never came about: {what}")


def raw(query, variables=None):
    return classic.raw_query(query, variables, authorization=True)["data"]


def zoned(moment):
    """A time with its zone, and one of this decade's wall clock."""
    assert moment.tzinfo is not None, f"{moment} has no zone"
    return moment


def works(call):
    try:
        call()
    except ValueError:
        return False
    return True


def public_methods(cls):
    return {name for name, _ in inspect.getmembers(cls, inspect.isfunction) if not name.startswith("_")}


def round_is_open():
    row = classic.raw_query("{ rounds(tournament: 8, number: 0) { openTime closeStakingTime } }")["data"]["rounds"][0]
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return row["openTime"] <= now < row["closeStakingTime"]


def live_predictions():
    """Downloads the live file of the round that is open, and writes predictions for it."""
    api = classic
    until("a round is open", api.check_round_open if api.has("check_round_open") else round_is_open)
    number = api.get_current_round()
    live = path_of(f"live_{number}.csv")
    api.download_dataset(f"v1.0/live_{number}.csv", live)
    frame = pd.read_csv(live)
    frame["prediction"] = (frame["id"].rank() - 0.5) / len(frame)
    predictions = path_of("predictions.csv")
    frame[["id", "prediction"]].to_csv(predictions, index=False)
    return number, frame[["id", "prediction"]], predictions


def after_new_round():
    """Waits for a round that has just opened, so that what follows falls into it."""

    def is_fresh():
        row = classic.raw_query("{ rounds(tournament: 8, number: 0) { number openTime closeStakingTime } }")["data"]["rounds"][0]
        close = datetime.datetime.strptime(row["closeStakingTime"], "%Y-%m-%dT%H:%M:%SZ")
        window = close - datetime.datetime.strptime(row["openTime"], "%Y-%m-%dT%H:%M:%SZ")
        left = (close - datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)).total_seconds()
        return left >= window.total_seconds() / 2

    until("a round with time left", is_fresh)


@step
def anonymous_and_wrong():
    anonymous = numerapi.NumerAPI(verbosity="ERROR")
    assert anonymous.get_current_round() > 0
    wrong = numerapi.NumerAPI(public_id="x", secret_key="y", verbosity="ERROR")
    for api in (wrong,):
        try:
            api.get_account()
        except ValueError as error:
            assert str(error) == "Your session is invalid or has expired."
        else:
            raise AssertionError("a wrong token was taken")


@step
def account_and_models():
    account = classic.get_account()
    assert account["username"] == GIVEN["account"] and account["status"] == "VERIFIED", account
    assert isinstance(account["availableNmr"], decimal.Decimal) and account["availableNmr"] == 1000
    zoned(account["insertedAt"])
    assert classic.get_models()[NAME] == MODEL and signals.get_models()[SIGNALS_NAME] == SIGNALS_MODEL
    assert NAME not in signals.get_models()
    signals.get_account()
    for api, model, name in ((classic, MODEL, NAME), (signals, SIGNALS_MODEL, SIGNALS_NAME)):
        if api.has("modelid_to_modelname"):
            assert api.modelid_to_modelname(model) == name
        if api.has("models_of_account"):
            api.models_of_account(GIVEN["account"])
        if api.has("set_bio"):
            assert api.set_bio(model, "A short bio.") is True
            assert api.public_user_profile(name)["bio"] == "A short bio."
        if api.has("set_link"):
            assert api.set_link(model, "home", "https://example.org") is True
    for api in (classic, signals):
        if api.has("get_user"):
            assert api.get_user(MODEL)["username"] == NAME


@step
def rounds():
    number = classic.get_current_round()
    assert number > 0
    competitions = classic.get_competitions()
    assert competitions[0]["number"] >= number > competitions[-1]["number"] and competitions[-1]["resolvedGeneral"] is True
    for round_ in competitions:
        zoned(round_["openTime"]), zoned(round_["resolveTime"])
        assert round_["openTime"] < round_["resolveTime"], round_
    assert classic.check_new_round() is True, "a round opened within the last hours"
    if classic.has("list_rounds"):
        resolved = classic.list_rounds(status="resolved", limit=3)
        assert resolved and all(r["resolvedGeneral"] for r in resolved), resolved
    if classic.has("round_details"):
        assert len(classic.round_details(competitions[-1]["number"])) > 2
    if classic.has("pipeline_status"):
        status = classic.pipeline_status()
        assert status["tournament"] == "classic"
        signals.pipeline_status()
    # A joint round is one of both; a season without Signals has none of it.
    joint = signals.get_current_round()
    assert joint is None or joint <= classic.get_current_round(), joint
    for api, names in ((signals, ("check_new_round", "check_round_open")), (classic, ("check_round_open",))):
        for name in names:
            if api.has(name):
                try:
                    getattr(api, name)()
                except (TypeError, IndexError):
                    # The client looks into the current round where Signals has had none.
                    outcomes[f"{type(api.api).__name__}.{name}"] = {"works": True, "told": "no round of Signals yet: the client's own TypeError"}
    if signals.has("list_rounds"):
        assert all(r["tournament"] == 11 for r in signals.list_rounds())
        assert joint is not None or signals.list_rounds() == []


@step
def boards_and_profiles():
    board = classic.get_leaderboard(limit=3)
    assert len(board) == 3 and board[0]["rank"] == 1
    assert [row["username"] for row in classic.get_leaderboard(limit=1, offset=1)] == [board[1]["username"]]
    for key in ("corrRep", "corr20V2Rep", "rolling_score_rep", "tcRep", "nmrStaked"):
        assert key not in board[0] or any(row[key] is not None for row in board), key
    for key in ("return_1_day", "return_52_weeks", "return_13_weeks"):
        assert all(row.get(key, 0) is not None for row in board), key
    until("the Signals model stands on its board", lambda: signals.get_leaderboard(limit=5), 90)
    for api in (classic, signals):
        if api.has("get_account_leaderboard"):
            assert isinstance(api.get_account_leaderboard(limit=3), list)
    assert classic.public_user_profile(PLAYED)["username"] == PLAYED
    assert signals.public_user_profile(SIGNALS_NAME)["username"] == SIGNALS_NAME
    assert len(classic.daily_model_performances(PLAYED)) > 0
    assert signals.daily_model_performances(SIGNALS_NAME) == []
    if classic.has("daily_submissions_performances"):
        assert len(classic.daily_submissions_performances(PLAYED)) > 0
    for name in ("daily_submissions_performances", "daily_user_performances"):
        if signals.has(name):
            getattr(signals, name)(SIGNALS_NAME)
    for api in (classic, signals):
        if api.has("daily_user_performances") and api is classic:
            assert len(api.daily_user_performances(PLAYED)) > 0


@step
def datasets():
    names = classic.list_datasets()
    assert "v1.0/train.parquet" in names and "v1.0/live.parquet" in names, names
    if classic.has("get_dataset_url"):
        assert classic.get_dataset_url().startswith(URL)
        where = classic.download_current_dataset(dest_path=path_of("legacy"), unzip=True)
        with zipfile.ZipFile(where) as legacy:
            assert sorted(legacy.namelist()) == ["numerai_tournament_data.csv", "numerai_training_data.csv"]
            assert legacy.testzip() is None
            header = next(csv.reader(io.TextIOWrapper(legacy.open("numerai_training_data.csv"))))
            assert header[0] == "id" and any(name.startswith("feature_") for name in header)
    if classic.has("get_latest_data_url"):
        assert classic.get_latest_data_url("live", "csv").startswith(URL)
        classic.download_latest_data("live", "csv", dest_path=FOLDER, dest_filename="latest_live.csv")
        assert len(pd.read_csv(path_of("latest_live.csv"))) > 50
    if signals.has("list_datasets"):
        signals.list_datasets()
        signals.refuses("There is no dataset file", "download_dataset", "signals/v1.0/none.parquet", path_of("none"))
    classic.refuses("There is no dataset file", "download_dataset", "no/such.parquet", path_of("none"))
    if hasattr(classic.api, "set_global_data_dir"):
        classic.set_global_data_dir(FOLDER)
        signals.set_global_data_dir(FOLDER)
        assert classic.download_dataset("v1.0/features.json").startswith(FOLDER)
        for api in (classic, signals):
            api.api.global_data_dir = "."
    # Half a file lies there already: it is gone on with, and comes out the same.
    whole, part = path_of("whole.parquet"), path_of("part.parquet")
    classic.download_dataset("v1.0/train.parquet", whole)
    with open(whole, "rb") as file:
        data = file.read()
    uses_temp = "temp_path" in inspect.getsource(numerapi.utils.download_file)
    with open(part + (".temp" if uses_temp else ""), "wb") as file:
        file.write(data[: len(data) // 2])
    classic.download_dataset("v1.0/train.parquet", part)
    with open(part, "rb") as file:
        assert file.read() == data, "the resumed file is another one"


story = {}
VERSIONED = {"version": 2} if "version" in inspect.signature(numerapi.NumerAPI.upload_predictions).parameters else {}


@step
def submissions():
    after_new_round()
    number, frame, path = live_predictions()
    submission = classic.upload_predictions(path, model_id=MODEL, **VERSIONED)
    assert re.fullmatch(r"[0-9a-f-]{36}", submission), submission
    if "df" in inspect.signature(numerapi.NumerAPI.upload_predictions).parameters:
        assert classic.upload_predictions(df=frame, model_id=MODEL, **VERSIONED)
    frame = frame.copy()
    frame.loc[3, "prediction"] = 2.5
    frame.to_csv(path_of("bad.csv"), index=False)
    classic.refuses(r"(?i)row.*2\.5|2\.5.*row", "upload_predictions", path_of("bad.csv"), model_id=MODEL, **VERSIONED)
    story.update(round=number, submission=submission)
    filenames = classic.get_submission_filenames(model_id=MODEL)
    assert any(row["round_num"] == number for row in filenames), filenames
    if classic.has("submission_ids"):
        ids = classic.submission_ids(MODEL)
        assert submission in [row["id"] for row in ids]
        assert os.path.getsize(classic.download_submission(model_id=MODEL, dest_path=path_of("newest.csv"))) > 100
        where = classic.download_submission(submission_id=submission, dest_path=path_of("mine.csv"))
        with open(where, "rb") as mine, open(path, "rb") as sent:
            assert mine.read() == sent.read()
    if classic.has("submission_status"):
        status = classic.submission_status(MODEL)
        assert status and status.get("filename"), status


def staked():
    """The stake as a number; the newest releases give the server's text as it is."""
    return decimal.Decimal(str(classic.stake_get(NAME)))


@step
def stakes():
    assert staked() == 0
    change = classic.stake_increase(10, MODEL)
    assert change["requestedAmount"] == 10 and change["type"] == "increase", change
    with_model = "model_id" in inspect.signature(numerapi.NumerAPI.stake_set).parameters
    for _ in range(2):
        classic.stake_set(20, MODEL) if with_model else None
    if with_model:
        assert staked() == 20, "asked twice for 20, there are 20"
    else:
        # This release asks for its first model, as it has always done.
        if not works(lambda: classic.stake_set(20)):
            classic.refuses("[a-z]", "stake_set", 20)
    classic.stake_change(1, "increase", MODEL)
    before = staked()
    assert classic.stake_decrease(1, MODEL)["type"] == "decrease"
    assert staked() == before - 1, "what is on its way out is out"
    classic.refuses("not enough", "stake_increase", 1_000_000, MODEL)
    if signals.has("stake_increase"):
        signals.stake_increase(3, SIGNALS_MODEL)
        signals.stake_change(1, "increase", SIGNALS_MODEL)
        signals.stake_decrease(1, SIGNALS_MODEL)
        signals.stake_drain(SIGNALS_MODEL)
    try:
        signals.stake_get(SIGNALS_NAME)
    except KeyError as error:
        outcomes["SignalsAPI.stake_get"] = {"works": True, "told": f"the client's own KeyError since 2.7: {error}"}
    if classic.has("set_stake_type"):
        classic.refuses("not built", "set_stake_type", MODEL)


@step
def wallet():
    for api in (classic, signals):
        for name in ("wallet_transactions", "get_account_transactions"):
            if api.has(name):
                transactions = getattr(api, name)()
                assert transactions[0]["amount"] == 1000
                zoned(transactions[0]["time"])
    for api, model in ((classic, MODEL), (signals, SIGNALS_MODEL)):
        if api.has("pending_model_payouts"):
            assert set(api.pending_model_payouts()) == {"actual", "pending"}


class Compute(http.server.BaseHTTPRequestHandler):
    """A participant's own node."""

    calls = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        Compute.calls.append(json.loads(body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@step
def webhooks():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Compute)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook = f"http://127.0.0.1:{server.server_address[1]}/hook"
    assert classic.set_submission_webhook(MODEL, hook) is True
    assert signals.set_submission_webhook(SIGNALS_MODEL, hook) is True
    assert signals.set_submission_webhook(SIGNALS_MODEL) is True
    trigger = raw("mutation($modelId: String!) { triggerModelWebhook(modelId: $modelId) }", {"modelId": MODEL})["triggerModelWebhook"]
    until("the node was called", lambda: trigger in [call.get("triggerId") for call in Compute.calls], 30)
    after_new_round()
    _, _, path = live_predictions()
    os.environ["TRIGGER_ID"] = trigger
    classic.upload_predictions(path, model_id=MODEL, **VERSIONED)
    del os.environ["TRIGGER_ID"]
    rows = raw("query($modelId: String!) { submissions(modelId: $modelId) { round { number tournament } triggerId insertedAt } }", {"modelId": MODEL})["submissions"]
    assert trigger in [row["triggerId"] for row in rows], rows
    for row in rows:
        datetime.datetime.strptime(row["insertedAt"], "%Y-%m-%dT%H:%M:%SZ")
        assert row["round"]["tournament"] == 8
    assert classic.set_submission_webhook(MODEL) is True
    server.shutdown()


@step
def diagnostics():
    preds = path_of("validation_preds.parquet")
    classic.download_dataset("v1.0/validation_example_preds.parquet", preds)
    run = classic.upload_diagnostics(preds, model_id=MODEL)

    def finished():
        found = classic.diagnostics(MODEL, run)
        return found[0] if found and found[0]["status"] in ("done", "failed") else None

    done = until("diagnostics are done", finished)
    assert done["status"] == "done", done
    assert len(done["perEraDiagnostics"]) > 1 and isinstance(done["validationCorrMean"], float)
    frame = pd.read_parquet(preds).reset_index()
    assert classic.upload_diagnostics("mine.csv", model_id=MODEL, df=frame[["id", "prediction"]])
    # Older releases ask for the run that they have sent last, and refuse by themselves where there was none.
    remembers = hasattr(classic.api, "diagnostics_id")
    assert len(classic.diagnostics(MODEL)) == (1 if remembers else 2)
    signals.refuses("[Ss]ignals", "upload_diagnostics", preds, model_id=SIGNALS_MODEL)
    if remembers:
        signals.refuses("diagnostics_id", "diagnostics", SIGNALS_MODEL)
    else:
        assert signals.diagnostics(SIGNALS_MODEL) == []


@step
def signals_submissions():
    path = path_of("signals.csv")
    pd.DataFrame({"numerai_ticker": [f"T{i} US" for i in range(20)], "signal": [(i + 1) / 21 for i in range(20)]}).to_csv(path, index=False)
    signals.refuses("[Ss]ignals|round", "upload_predictions", path, model_id=SIGNALS_MODEL)
    if signals.has("submission_status"):
        try:
            signals.submission_status(SIGNALS_MODEL)
        except (TypeError, AttributeError, IndexError):
            outcomes["SignalsAPI.submission_status"] = {"works": True, "told": "no submission yet: the client's own TypeError"}
    if signals.has("submission_ids"):
        assert signals.submission_ids(SIGNALS_MODEL) == []
        signals.refuses("[a-z]", "download_submission", "none", path_of("none.csv"))
    for name in ("ticker_universe", "download_validation_data"):
        if signals.has(name):
            where = os.getcwd()
            os.chdir(FOLDER)
            try:
                getattr(signals, name)()
            except Exception as error:
                told = f"{type(error).__name__}: {error}"
                outcomes[f"SignalsAPI.{name}"] = {"works": "no dataset file" in told or "404" in told, "told": told}
            finally:
                os.chdir(where)


@step
def refusals():
    """What is not built is refused with a sentence, in every class that asks for it."""
    model = path_of("model.pkl")
    with open(model, "wb") as file:
        file.write(b"x")
    for api in (classic, signals, crypto):
        if api is None:
            continue
        uuid = "00000000-0000-4000-8000-000000000000"
        for name, args in (
            ("model_upload", (model,)),
            ("model_upload_data_versions", ()),
            ("model_upload_docker_images", ()),
            ("v3_stake_auth", (uuid, "0x0", "1")),
            ("v3_stake_config", ()),
            ("v3_stake_round", (1,)),
            ("v3_stake_claim", (1, MODEL, "0x0")),
        ):
            if api.has(name):
                kwargs = {"model_id": MODEL} if name == "model_upload" else {}
                api.refuses("not built", name, *args, **kwargs)


@step
def crypto_refusals():
    """There is no crypto tournament: what belongs to it is refused or empty, and what belongs to the account works."""
    if crypto is None:
        return
    for name in sorted(public_methods(type(crypto.api))):
        if f"CryptoAPI.{name}" in outcomes:
            continue
        args = {
            "raw_query": ("{ rounds(tournament: 12) { number } }",),
            "models_of_account": (GIVEN["account"],),
            "set_bio": (MODEL, "x"),
            "set_link": (MODEL, "x", "https://example.org"),
            "upload_diagnostics": (path_of("predictions.csv"),),
            "upload_predictions": (path_of("predictions.csv"),),
            "download_dataset": ("crypto/v1.0/live.parquet", path_of("none")),
            "download_submission": ("none", path_of("none.csv")),
            "set_global_data_dir": (FOLDER,),
            "stake_change": (1,),
            "stake_increase": (1, MODEL),
            "stake_decrease": (1, MODEL),
            "stake_drain": (MODEL,),
            "round_model_performances": (NAME,),
        }.get(name)
        wants_model = [p for p in inspect.signature(getattr(type(crypto.api), name)).parameters if p == "model_id"]
        args = args if args is not None else ((MODEL,) if wants_model else ())
        kwargs = {"model_id": MODEL} if name in ("upload_diagnostics", "upload_predictions", "stake_change") else {}
        # Draining and decreasing name the model and not the tournament: they are for the end of the story.
        if name == "stake_drain":
            outcomes["CryptoAPI.stake_drain"] = {"works": True, "told": "the same call as NumerAPI.stake_drain"}
            continue
        crypto.refusing = True
        try:
            getattr(crypto, name)(*args, **kwargs)
        except ValueError as error:
            assert len(str(error)) > 10, f"{name}: {error}"
        except (TypeError, IndexError, KeyError) as error:
            outcomes[f"CryptoAPI.{name}"] = {"works": name.startswith("check_") or name == "round_model_performances", "told": f"the client's own {error!r}"}
        finally:
            crypto.refusing = False


commands = {}


@step
def command_line():
    """While the round of the story is scored and resolved."""
    environment = {
        **os.environ,
        "NUMERAI_PUBLIC_ID": GIVEN["publicId"],
        "NUMERAI_SECRET_KEY": GIVEN["secretKey"],
        "ROBATA_URL": URL,
        "PYTHONPATH": os.pathsep.join([GIVEN["clients"], os.environ.get("PYTHONPATH", "")]),
    }

    def command(*words, refuses=False):
        ran = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", "from numerapi.cli import cli; cli()", *words],
            env=environment, cwd=FOLDER, capture_output=True, text=True, timeout=120, check=False,
        )
        told = (ran.stdout if ran.returncode == 0 else ran.stderr).strip()
        said = told[:120] if ran.returncode == 0 else told.splitlines()[-1][:200] if told else "nothing"
        commands[words[0]] = {"works": ran.returncode == 0 or refuses and said.startswith("ValueError"), "told": said}
        return ran.stdout

    offered = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "from numerapi.cli import cli; print('\\n'.join(cli.commands))"],
        env=environment, capture_output=True, text=True, timeout=60, check=True,
    ).stdout.split()
    assert "v1.0/live.parquet" in json.loads(command("list-datasets"))
    command("download-dataset", "--dest_path", path_of("cli_live.parquet"))
    assert os.path.getsize(path_of("cli_live.parquet")) > 1000
    if "download-dataset-old" in offered:
        command("download-dataset-old")
    assert len(json.loads(command("competitions"))) > 5
    assert int(command("current-round")) > 0
    assert len(json.loads(command("leaderboard", "--limit", "2"))) == 2
    json.loads(command("submission-filenames", "--model_id", MODEL))
    assert command("check-new-round").strip() == "1"
    for name, words in (("account", ()), ("user", ()), ("dataset-url", ()), ("submission-status", (MODEL,))):
        if name in offered:
            command(name, *words)
    assert MODEL in command("models")
    assert json.loads(command("profile", PLAYED))["username"] == PLAYED
    for name in ("daily-model-performances", "daily-submissions-performances"):
        if name in offered:
            assert json.loads(command(name, PLAYED))
    assert json.loads(command("transactions"))[0]["amount"] == "1000.000000000000000000" or commands["transactions"]["works"]
    after_new_round()
    _, _, path = live_predictions()
    command("submit", path, "--model_id", MODEL)
    decimal.Decimal(command("stake-get", NAME).strip())
    command("stake-increase", "5", "--model_id", MODEL)
    command("stake-decrease", "2", "--model_id", MODEL)
    command("stake-drain", "--model_id", MODEL)
    command("version")
    for name in offered:
        commands.setdefault(name, {"works": False, "told": "not driven"})


@step
def scores():
    number = story["round"]

    def row_of(rows, key):
        return next((row for row in rows if row[key] == number), None)

    has_v2 = classic.has("round_model_performances_v2")
    if has_v2:

        def scored():
            """Everybody is compared once the day's scores are all there."""
            rows = (row_of(classic.round_model_performances_v2(MODEL), "roundNumber") or {}).get("submissionScores")
            return rows if rows and any(row["percentile"] is not None for row in rows) else None

        first = until("the round is scored, with percentiles", scored)
        assert {"date", "day", "displayName", "value"} <= set(first[0]), first[0]
        intra = row_of(classic.intra_round_scores(MODEL), "roundNumber")
        assert intra["intraRoundSubmissionScores"]
        some = classic.submission_scores(MODEL, last_n_rounds=2)
        assert some and all(row["roundNumber"] for row in some)
        submitted = {row["id"] for row in classic.submission_ids(MODEL)}
        assert {row["submissionId"] for row in some} <= submitted, some[0]
        assert signals.round_model_performances_v2(SIGNALS_MODEL) == [] and signals.intra_round_scores(SIGNALS_MODEL) == []
        assert signals.submission_scores(SIGNALS_MODEL) == []
        now = datetime.datetime.now(datetime.timezone.utc)
        for row in some:
            assert abs((row["date"] - now).total_seconds()) < 86_400, f"{row['date']} is no time of this live round"
    else:
        until("the round is scored", lambda: (row_of(classic.round_model_performances(NAME), "roundNumber") or {}).get("corr") is not None)


@step
def payouts():
    number = story["round"]
    if not hasattr(classic.api, "round_model_performances_v2"):
        rows = until(
            "the round pays",
            lambda: [row for row in classic.round_model_performances(NAME) if row["roundNumber"] == number and row["roundResolved"]],
        )
        assert isinstance(rows[0]["payout"], decimal.Decimal), rows[0]
        assert signals.round_model_performances(SIGNALS_NAME) == []
        return
    row = until(
        "the round pays",
        lambda: [row for row in classic.round_model_performances_v2(MODEL) if row["roundNumber"] == number and row["roundResolved"]],
    )[0]
    assert row["atRisk"] >= 0, row
    assert row["atRisk"] == 0 or any(one["payoutSettled"] is not None for one in row["submissionScores"])
    assert any(one["roundNumber"] == number for one in classic.pending_model_payouts()["actual"])
    for api in (classic, signals):
        try:
            api.round_model_performances(NAME)
        except NotImplementedError:
            outcomes[f"{type(api.api).__name__}.round_model_performances"] = {"works": True, "told": "removed by the client itself"}


@step
def drain():
    classic.stake_increase(2, MODEL)
    assert classic.stake_drain(MODEL)["type"] == "decrease"
    assert staked() == 0, "everything is out or on its way"


@step
def whatever_is_left():
    """Methods that no part of the story needed, Signals' inherited ones above all."""
    for api, model, name in ((classic, MODEL, NAME), (signals, SIGNALS_MODEL, SIGNALS_NAME)):
        cls = type(api.api).__name__
        if api.has("download_submission") and f"{cls}.download_submission" not in outcomes:
            api.download_submission(model_id=model, dest_path=path_of("again.csv"))
        if f"{cls}.raw_query" not in outcomes:
            api.raw_query("{ rounds(tournament: 11) { number } }")
        if api.has("round_model_performances") and f"{cls}.round_model_performances" not in outcomes:
            api.round_model_performances(name)


undriven = [
    f"{cls.__name__}.{name}"
    for cls in (numerapi.NumerAPI, numerapi.SignalsAPI, *([type(crypto.api)] if crypto else []))
    for name in sorted(public_methods(cls))
    if f"{cls.__name__}.{name}" not in outcomes
]
print(json.dumps({"version": getattr(numerapi, "__version__", "?"), "outcomes": outcomes, "faults": faults, "undriven": undriven, "commands": commands}))
