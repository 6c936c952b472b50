export type ReadIn = 'python' | 'r' | 'memory' | 'duckdb' | 'javascript';

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

# Bins stay small integers with <NA> where a value is missing. The index is the id.
columns = ["era", "target", *features]
train = pd.read_parquet("train.parquet", columns=columns, dtype_backend="numpy_nullable")`,
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
  duckdb: (input) => `# pip install duckdb
# Two columns of one era by HTTP ranges: row groups without the era are left out, nothing is saved.
import json
from urllib.request import urlopen
import duckdb

data = "${base(input)}"
feature = json.load(urlopen(f"{data}/features.json"))["feature_sets"]["small"][0]
era = duckdb.sql(f'''
  SELECT id, "{feature}", target FROM read_parquet('{data}/train.parquet') WHERE era = '0005'
''').df()
print(era.shape, era[feature].isna().mean())`,
  javascript: (input) => `// npm install hyparquet hyparquet-compressors
// Only the columns and rows that are asked for come over the network (HTTP ranges); nothing is saved.
import { asyncBufferFromUrl, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const data = '${base(input)}';
const { feature_sets } = await (await fetch(\`\${data}/features.json\`)).json();
const { files } = await (await fetch(\`\${data}/release.json\`)).json();

// One era: the row group that holds it, and of that two columns.
const groups = files.train.row_groups;
const era = groups[0].last_era;
const at = groups.findIndex((group) => group.first_era <= era && era <= group.last_era);
const rowStart = groups.slice(0, at).reduce((sum, group) => sum + group.rows, 0);

const file = await asyncBufferFromUrl({ url: \`\${data}/train.parquet\` });
const metadata = await parquetMetadataAsync(file, { initialFetchSize: 65536 });
const rows = await parquetReadObjects({
  file,
  metadata,
  compressors,
  columns: ['era', feature_sets.small[0], 'target'],
  rowStart,
  rowEnd: rowStart + groups[at].rows,
});
const found = rows.filter((row) => row.era === era);
console.log(found.length, found[0]);`,
};
