/** What a first program needs to know; placeholders where it is not known. */
export interface SnippetInput {
  /** The server, without a slash at the end. */
  readonly address: string;
  readonly publicId: string;
  readonly modelId: string;
  readonly modelName: string;
}

export type Language = 'python' | 'r' | 'shell' | 'cli';

/** A program that downloads the live file of the open round, predicts, and submits. */
export function snippet(language: Language, input: SnippetInput): string {
  return { python, r, shell, cli }[language](input);
}

const python = ({ address, publicId, modelName }: SnippetInput): string => `# pip install numerapi pandas pyarrow
import time
import numerapi
import pandas as pd

numerapi.base_api.API_TOURNAMENT_URL = "${address}/"
napi = numerapi.NumerAPI("${publicId}", "SECRET")

while not napi.check_round_open():  # until a round takes submissions
    time.sleep(5)
round_number = napi.get_current_round()
live_file = f"live_{round_number}.parquet"
napi.download_dataset(f"v1.0/{live_file}", live_file)
live = pd.read_parquet(live_file)

# Your model goes here; this one is the mean of all features. The index of live is the id.
features = [name for name in live.columns if name.startswith("feature")]
live["prediction"] = live[features].mean(axis=1).rank(pct=True)

live[["prediction"]].to_csv("predictions.csv")
napi.upload_predictions("predictions.csv", model_id=napi.get_models()["${modelName}"])`;

const r = ({ address, publicId, modelId }: SnippetInput): string => `# install.packages("httr2")
library(httr2)

server <- "${address}"
model_id <- "${modelId}"
ask <- function(path, body = NULL) {
  request(paste0(server, path)) |>
    req_headers(Authorization = "Token ${publicId}$SECRET") |>
    (\\(req) if (is.null(body)) req else req_body_json(req, body))() |>
    req_perform() |> resp_body_json()
}

open_round <- function() Find(function(round) round$state == "open", ask("/api/account/live-rounds")$rounds)
while (is.null(open_round())) Sys.sleep(5) # until a round takes submissions
round <- open_round()$number
query <- sprintf('{ dataset(filename: "v1.0/live_%d.csv") }', round)
live <- read.csv(ask("/graphql", list(query = query))$data$dataset)

# Your model goes here; this one is the mean of all features.
score <- rowMeans(live[startsWith(names(live), "feature")], na.rm = TRUE)
predictions <- data.frame(id = live$id, prediction = rank(score) / (nrow(live) + 1))
write.csv(predictions, "predictions.csv", row.names = FALSE, quote = FALSE)

upload <- ask("/api/account/uploads", list(modelId = model_id, filename = "predictions.csv", kind = "submission"))
sent <- request(upload$url) |> req_method("PUT") |> req_body_file("predictions.csv") |> req_perform()
ask("/api/account/submissions", list(modelId = model_id, filename = upload$filename))$state`;

const shell = ({ address, publicId, modelId }: SnippetInput): string => `# needs curl, jq and awk
SERVER='${address}'
KEY='${publicId}$SECRET'
MODEL='${modelId}'
ask() { curl -sS --fail-with-body -H "Authorization: Token $KEY" -H 'Content-Type: application/json' "$@"; }

open_round() { ask "$SERVER/api/account/live-rounds" | jq -e 'first(.rounds[] | select(.state == "open")).number'; }
until ROUND=$(open_round); do sleep 5; done # until a round takes submissions
QUERY=$(jq -n --arg file "v1.0/live_$ROUND.csv" '{query: "query ($file: String) { dataset(filename: $file) }", variables: {$file}}')
curl -sS -o live.csv "$(ask -d "$QUERY" "$SERVER/graphql" | jq -r .data.dataset)"

# Your model goes here; this one is the mean of all features.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) { if ($i == "id") id = i; if ($i ~ /^feature/) is[i] }; print "id,prediction"; next }
  { sum = n = 0; for (i in is) if ($i != "") { sum += $i; n++ }; printf "%s,%.6f\\n", $id, (n ? 0.01 + 0.98 * sum / n / 4 : 0.5) }' live.csv > predictions.csv

UPLOAD=$(ask -d "{\\"modelId\\": \\"$MODEL\\", \\"filename\\": \\"predictions.csv\\", \\"kind\\": \\"submission\\"}" "$SERVER/api/account/uploads")
curl -sS -T predictions.csv "$(jq -r .url <<<"$UPLOAD")" > /dev/null
ask -d "{\\"modelId\\": \\"$MODEL\\", \\"filename\\": $(jq .filename <<<"$UPLOAD")}" "$SERVER/api/account/submissions" | jq -r .state`;

const cli = ({
  address,
  publicId,
  modelName,
}: SnippetInput): string => `# in a copy of Robata's repository, after npm ci
export ROBATA_SERVER='${address}'
export ROBATA_KEY='${publicId}$SECRET'

# predictions.csv or .parquet: columns id and prediction, for the live file of the open round (on the page Submit).
# It is checked here first, with the server's own code; the answer is JSON, and the exit code 1 where it is refused.
npx robata submit predictions.csv --model '${modelName}'`;
