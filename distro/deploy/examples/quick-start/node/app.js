// A list with a planted N+1: each article asks for its author. It knows nothing of OpenTelemetry.
const express = require('express');
const { Pool } = require('pg');

const db = new Pool(); // PGHOST, PGUSER, PGDATABASE …
const app = express();

app.get('/articles', async (_, response) => {
  const articles = (await db.query('SELECT id, author_id FROM articles ORDER BY id LIMIT 20')).rows;
  for (const article of articles) {
    article.author = (await db.query('SELECT name FROM authors WHERE id = $1', [article.author_id])).rows[0].name;
  }
  response.json(articles);
});

async function main() {
  await db.query('CREATE TABLE IF NOT EXISTS authors (id int PRIMARY KEY, name text)');
  await db.query('CREATE TABLE IF NOT EXISTS articles (id int PRIMARY KEY, author_id int)');
  await db.query("INSERT INTO authors SELECT n, 'author ' || n FROM generate_series(0, 6) n ON CONFLICT DO NOTHING");
  await db.query('INSERT INTO articles SELECT n, n % 7 FROM generate_series(1, 100) n ON CONFLICT DO NOTHING');
  app.listen(process.env.PORT || 3000, '127.0.0.1', () => console.log('http://127.0.0.1:' + (process.env.PORT || 3000) + '/articles'));
}

main();
