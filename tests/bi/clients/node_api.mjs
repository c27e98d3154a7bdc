// DuckDB's client for Node. The questions are those of questions.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [database, questions, modules] = process.argv.slice(2);
const require = createRequire(`${modules}/package.json`);
const { DuckDBInstance, version } = await import(pathToFileURL(require.resolve("@duckdb/node-api")).href);
const { tables, comments, writes, schema } = JSON.parse(questions);

const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" });
const connection = await instance.connect();
const rowsOf = async (statement) => (await connection.runAndReadAll(statement)).getRows();

const answered = {};
for (const [name] of await rowsOf(tables)) {
  answered[name] = (await rowsOf(`select * from ${schema}.${name}`)).length;
}
const written = [];
for (const statement of writes) {
  try {
    await rowsOf(statement);
    written.push(statement);
  } catch (error) {
    if (!String(error).includes("read-only")) written.push(statement);
  }
}
console.log(
  JSON.stringify({
    client: "Node (@duckdb/node-api)",
    version: JSON.parse(readFileSync(`${modules}/node_modules/@duckdb/node-api/package.json`, "utf8")).version,
    tables: answered,
    comments: Number((await rowsOf(comments))[0][0]),
    written,
  }),
);
