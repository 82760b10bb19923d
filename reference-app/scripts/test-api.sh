#!/bin/sh
# Exercises every endpoint of the article API with curl and checks status and text of each answer.
# Usage: scripts/test-api.sh [base URL, default http://127.0.0.1:8080]
set -eu

base=${1:-http://127.0.0.1:8080}
name=curl$(date +%s)$$
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
failed=0
token=

# call <status> <text in the answer> <method> <path> [JSON body]
call() {
	want=$1 text=$2 method=$3 path=$4
	if [ $# -ge 5 ]; then
		status=$(curl -sS -o "$answer" -w '%{http_code}' -X "$method" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' --data "$5" "$base$path")
	else
		status=$(curl -sS -o "$answer" -w '%{http_code}' -X "$method" -H "Authorization: Bearer $token" "$base$path")
	fi
	if [ "$status" = "$want" ] && grep -qF -- "$text" "$answer"; then
		echo "ok    $status $method $path"
	elif [ "$status" = "$want" ] && [ -z "$text" ]; then
		echo "ok    $status $method $path"
	else
		echo "WRONG $status $method $path: want $want with '$text', got $(cat "$answer")"
		failed=1
	fi
}

# field <name> prints the first string value of the last answer under a name.
field() {
	sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$answer" | head -n 1
}

# join <user> registers somebody and keeps the token.
join() {
	call 201 '"token_type":"Bearer"' POST /api/register "{\"email\":\"$1@example.com\",\"password\":\"secret\",\"name\":\"$1\"}"
	token=$(field access_token)
}

call 200 '"status":"healthy"' GET /api/health
call 200 'openapi: 3' GET /api/openapi.yaml

call 400 '"fields"' POST /api/register '{}'
call 415 'Content-Type must be application/json' POST /api/register
join "$name"
call 409 'Email already registered' POST /api/register "{\"email\":\"$name@example.com\",\"password\":\"secret\",\"name\":\"again\"}"
call 401 'Invalid credentials' POST /api/login "{\"email\":\"$name@example.com\",\"password\":\"wrong\"}"
call 200 '"access_token"' POST /api/login "{\"email\":\"$name@example.com\",\"password\":\"secret\"}"
call 200 "\"email\":\"$name@example.com\"" GET /api/user

call 400 '"fields"' POST /api/articles/ '{"title":""}'
call 201 '"favorites_count":0' POST /api/articles/ '{"title":"Written by curl","body":"Text","description":"Short"}'
slug=$(field slug)
call 201 '"slug":"flaky-' POST /api/articles '{"title":"Flaky","body":"The notification fails at first"}'
call 200 "$slug" GET "/api/articles/$slug"
call 200 "$slug" GET /api/articles/
call 200 "$slug" GET '/api/articles?search=BY%20CURL&per_page=5&page=1'
call 200 "$slug" GET '/api/articles/?eager=true'
call 200 "$slug" GET /api/articles/export
call 200 "$slug" GET '/api/articles/export?eager=true'
call 200 "$slug" GET /api/articles/views
call 200 "$slug" GET '/api/articles/views?eager=true'
two='{"articles":[{"title":"Imported","body":"One"},{"title":"Imported","body":"Two","description":"Short"}]}'
call 201 '"imported":2' POST /api/articles/import "$two"
call 201 '"imported":2' POST '/api/articles/import?mode=batch' "$two"
call 201 '"imported":2' POST '/api/articles/import?mode=copy' "$two"
call 400 'mode must be rows, batch or copy' POST '/api/articles/import?mode=fast' "$two"
call 400 '"articles[0].body"' POST /api/articles/import '{"articles":[{"title":"Imported"}]}'
call 200 '"title":"Changed"' PUT "/api/articles/$slug" '{"title":"Changed"}'
call 200 '"favorited":true' POST "/api/articles/$slug/favorite"
call 200 '"favorited":true' POST "/api/articles/$slug/favorite"
call 200 '"favorited":false' DELETE "/api/articles/$slug/favorite"
call 404 'Article not found' GET /api/articles/nothing-1
call 404 'Not found' GET /api/nowhere
call 405 'Method not allowed' PATCH /api/login

own=$token
join "other$name"
call 403 'You can only update your own articles' PUT "/api/articles/$slug" '{"title":"Mine"}'
call 403 'You can only delete your own articles' DELETE "/api/articles/$slug"
token=$own
call 204 '' DELETE "/api/articles/$slug"
call 404 'Article not found' GET "/api/articles/$slug"

call 200 'Logged out successfully' POST /api/logout
call 401 'Invalid or expired token' GET /api/user
token=
call 401 'Missing or invalid authorization header' GET /api/user
call 401 'Missing or invalid authorization header' POST /api/articles/import "$two"

if [ "$failed" != 0 ]; then
	echo 'some answers are not as the contract says'
	exit 1
fi
echo 'all answers are as the contract says'
