export type ReadIn = 'python' | 'r' | 'memory' | 'javascript';

export interface ReadingInput {
  /** The server, without a slash at the end. */
  readonly address: string;
  /** `v1.0` or `signals/v1.0` */
  readonly version: string;
}

/** A program that reads the files of a version: all of it, or as little as it needs. */
export const readingSnippet = (language: ReadIn, input: ReadingInput): string => SNIPPETS[language](input);

const base = ({ address, version }: ReadingInput): string => `${address}/api/data/files/${version}`;

const SNIPPETS: Readonly<Record<ReadIn, (input: ReadingInput) => string>> = {
  python: (input) => `# pip install pandas pyarrow
import json
from urllib.request import urlopen, urlretrieve
import pandas as pd

data = "${base(input)}"
features = json.load(urlopen(f"{data}/features.json"))["feature_sets"]["medium"]
for name in ("train.parquet", "validation.parquet", "live.parquet"):
    urlretrieve(f"{data}/{name}", name)

# Bins stay small integers with <NA> where a value is missing.
columns = ["id", "era", "target", *features]
train = pd.read_parquet("train.parquet", columns=columns, dtype_backend="numpy_nullable").set_index("id")`,
  r: (input) => `# install.packages(c("arrow", "jsonlite", "dplyr"))
library(arrow)

data <- "${base(input)}"
features <- jsonlite::fromJSON(paste0(data, "/features.json"))$feature_sets$medium
for (name in c("train.parquet", "validation.parquet", "live.parquet"))
  download.file(paste0(data, "/", name), name, mode = "wb")

# Bins are integers, NA where a value is missing.
train <- read_parquet("train.parquet", col_select = c("id", "era", "target", dplyr::all_of(features)))`,
  memory: (input) => `# pip install numpy pyarrow
# One row group of whole eras at a time, only some columns, one byte a bin: memory stays at some megabytes.
import json
from urllib.request import urlopen, urlretrieve
import numpy as np
import pyarrow.parquet as pq

data = "${base(input)}"
features = json.load(urlopen(f"{data}/features.json"))["feature_sets"]["medium"]
groups = json.load(urlopen(f"{data}/release.json"))["files"]["train"]["row_groups"]
urlretrieve(f"{data}/train.parquet", "train.parquet")

file = pq.ParquetFile("train.parquet")
for at, group in enumerate(groups):
    table = file.read_row_group(at, columns=["era", "target", *features])
    bins = np.column_stack([table[name].fill_null(-1).to_numpy().astype(np.int8) for name in features])
    target = table["target"].to_numpy()
    print(group["first_era"], group["last_era"], bins.shape, bins.nbytes)`,
  javascript: (input) => `// npm install hyparquet hyparquet-compressors
// Only the columns and rows that are asked for come over the network (HTTP ranges); nothing is saved.
import { asyncBufferFromUrl, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const data = '${base(input)}';
const { feature_sets } = await (await fetch(\`\${data}/features.json\`)).json();
const { files } = await (await fetch(\`\${data}/release.json\`)).json();

const file = await asyncBufferFromUrl({ url: \`\${data}/train.parquet\` });
const rows = await parquetReadObjects({
  file,
  compressors,
  columns: ['id', 'era', 'target', ...feature_sets.small],
  rowStart: 0,
  rowEnd: files.train.row_groups[0].rows,
});
console.log(rows.length, rows[0]);`,
};
