#!/bin/sh
# Exercises every endpoint of the article API with curl and checks status and text of each answer.
# Usage: scripts/test-api.sh [base URL, default http://127.0.0.1:8080]
set -eu

base=${1:-http://127.0.0.1:8080}
name=curl$(date +%s)$$
answer=$(mktemp)
large=$(mktemp)
trap 'rm -f "$answer" "$large"' EXIT
{
	printf '{"title":"T","body":"'
	head -c 1100000 /dev/zero | tr '\0' 'b'
	printf '"}'
} >"$large"
failed=0
token=

# call <status> <text in the answer> <method> <path> [JSON body]
call() {
	want=$1 text=$2 method=$3 path=$4
	if [ $# -ge 5 ]; then
		status=$(curl -sS -o "$answer" -w '%{http_code}' -X "$method" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' --data-binary "$5" "$base$path")
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

# has <name>... checks that the last answer has fields of these names.
has() {
	for name_of_field in "$@"; do
		if ! grep -qF "\"$name_of_field\":" "$answer"; then
			echo "WRONG no field $name_of_field in $(cat "$answer")"
			failed=1
		fi
	done
}

# lacks <text>... checks that the last answer does not hold the texts.
lacks() {
	for text_not_wanted in "$@"; do
		if grep -qF -- "$text_not_wanted" "$answer"; then
			echo "WRONG '$text_not_wanted' in $(cat "$answer")"
			failed=1
		fi
	done
}

# head_of <status> <text in the header> <method> <path>
head_of() {
	want=$1 text=$2 method=$3 path=$4
	case $method in HEAD) status=$(curl -sS --head -o "$answer" -w '%{http_code}' "$base$path") ;;
	*) status=$(curl -sS -X "$method" -D "$answer" -o /dev/null -w '%{http_code}' "$base$path") ;; esac
	if [ "$status" = "$want" ] && grep -qi -- "$text" "$answer"; then
		echo "ok    $status $method $path"
	else
		echo "WRONG $status $method $path: want $want with '$text' in the header, got $(cat "$answer")"
		failed=1
	fi
}

# join <user> registers somebody and keeps the token.
join() {
	call 201 '"token_type":"Bearer"' POST /api/register "{\"email\":\"$1@example.com\",\"password\":\"secret\",\"name\":\"$1\"}"
	token=$(field access_token)
}

user_fields='id email name bio image created_at'
article_fields='slug title description body author favorites_count favorited created_at updated_at'

call 200 '"status":"healthy"' GET /api/health
has status components database redis worker service name version
call 200 'openapi: 3' GET /api/openapi.yaml

call 400 '"fields"' POST /api/register '{}'
has error message status_code trace_id fields email password name
call 415 'Content-Type must be application/json' POST /api/register
call 400 'Request body is not valid JSON' POST /api/register ''
call 400 'Request body is not valid JSON' POST /api/register '{'
call 400 'Request body must be a JSON object' POST /api/register '[]'
call 400 'must be a valid e-mail address' POST /api/register '{"email":"nobody","password":"secret","name":"N"}'
call 400 'must have 6 to 72 bytes' POST /api/register "{\"email\":\"n$name@example.com\",\"password\":\"short\",\"name\":\"N\"}"
call 400 'must have 1 to 255 characters' POST /api/register "{\"email\":\"n$name@example.com\",\"password\":\"secret\",\"name\":\"\"}"
call 400 'must be a string' POST /api/register "{\"email\":\"n$name@example.com\",\"password\":123456,\"name\":\"N\"}"
call 400 'is not a known field' POST /api/register "{\"email\":\"n$name@example.com\",\"password\":\"secret\",\"name\":\"N\",\"admin\":true}"
call 400 'is not a known field' POST /api/register "{\"Email\":\"n$name@example.com\",\"password\":\"secret\",\"name\":\"N\"}"
call 400 'must be sent once' POST /api/register "{\"email\":\"n$name@example.com\",\"password\":\"secret\",\"name\":\"N\",\"name\":\"M\"}"
join "$name"
has user token access_token token_type $user_fields
lacks password
call 409 'Email already registered' POST /api/register "{\"email\":\"$name@example.com\",\"password\":\"secret\",\"name\":\"again\"}"
call 401 'Invalid credentials' POST /api/login "{\"email\":\"$name@example.com\",\"password\":\"wrong\"}"
call 401 'Invalid credentials' POST /api/login "{\"email\":\"nobody$name@example.com\",\"password\":\"secret\"}"
call 400 'is required' POST /api/login '{}'
call 200 '"access_token"' POST /api/login "{\"email\":\"$name@example.com\",\"password\":\"secret\"}"
has user token access_token token_type $user_fields
call 200 "\"email\":\"$name@example.com\"" GET /api/user
has $user_fields
lacks '"user"' password

call 400 '"fields"' POST /api/articles/ '{"title":""}'
call 201 '"favorites_count":0' POST /api/articles/ '{"title":"Written by curl","body":"Text","description":"Short"}'
has $article_fields $user_fields
lacks '"article"'
slug=$(field slug)
call 201 '"slug":"ri-ben-yu-' POST /api/articles/ '{"title":"日本語","body":"Text"}'
call 201 '"slug":"article-' POST /api/articles/ '{"title":"!?","body":"Text"}'
call 400 '"description":["must not be null"]' POST /api/articles/ '{"title":"!?","body":"Text","description":null}'
call 400 'must not be empty' POST /api/articles/ '{"title":"T","body":""}'
call 413 'Request body must not be larger than 1 MiB' POST /api/articles/ @"$large"
call 201 '"slug":"flaky-' POST /api/articles '{"title":"Flaky","body":"The notification fails at first"}'
call 200 "$slug" GET "/api/articles/$slug"
has $article_fields
call 200 "$slug" GET /api/articles/
has articles total page per_page $article_fields
call 200 '"page":1,"per_page":20' GET '/api/articles/?page=0&per_page=none'
call 200 '"per_page":100' GET '/api/articles/?per_page=1000'
call 200 '"articles":[]' GET '/api/articles/?page=999999999999999999999999'
call 200 '"articles":[],"total":0' GET "/api/articles/?search=nothing$name"
call 200 "$slug" GET '/api/articles?search=BY%20CURL&per_page=5&page=1'
call 200 "$slug" GET '/api/articles/?eager=true'
call 200 "$slug" GET /api/articles/export
call 200 "$slug" GET '/api/articles/export?eager=true'
call 200 "$slug" GET /api/articles/views
call 200 "$slug" GET '/api/articles/views?eager=true'
call 200 '"mentions":' GET /api/articles/mentions
call 200 '"mentions":' GET '/api/articles/mentions?eager=true'
call 200 "$slug" GET /api/articles/previews
call 200 "$slug" GET '/api/articles/previews?eager=true'
call 200 '"notifications":[' GET /api/user/notifications
call 200 '"notifications":[' GET '/api/user/notifications?eager=true'
call 202 'We will call back' POST /api/contact "{\"email\":\"$name@example.com\",\"phone\":\"+44 20 7946 0958\"}"
call 202 'We will call back' POST '/api/contact?discreet=true' "{\"email\":\"$name@example.com\",\"phone\":\"+44 20 7946 0958\"}"
call 400 'must have 1 to 30 characters' POST /api/contact "{\"email\":\"$name@example.com\",\"phone\":\"\"}"
two='{"articles":[{"title":"Imported","body":"One"},{"title":"Imported","body":"Two","description":"Short"}]}'
call 201 '"imported":2' POST /api/articles/import "$two"
call 201 '"imported":2' POST '/api/articles/import?mode=batch' "$two"
call 201 '"imported":2' POST '/api/articles/import?mode=copy' "$two"
call 400 'mode must be rows, batch or copy' POST '/api/articles/import?mode=fast' "$two"
call 400 '"articles[0].body"' POST /api/articles/import '{"articles":[{"title":"Imported"}]}'
call 200 '"title":"Changed"' PUT "/api/articles/$slug" '{"title":"Changed"}'
has $article_fields
call 200 "$slug" PUT "/api/articles/$slug" '{"body":"New","description":""}'
call 400 'must have 1 to 255 characters' PUT "/api/articles/$slug" '{"title":""}'
call 404 'Article not found' PUT /api/articles/nothing-1 '{}'
call 404 'Article not found' DELETE /api/articles/nothing-1
call 404 'Article not found' POST /api/articles/nothing-1/favorite
call 404 'Article not found' DELETE /api/articles/nothing-1/favorite
call 200 '"favorites_count":1,"favorited":true' POST "/api/articles/$slug/favorite"
call 200 '"favorites_count":1,"favorited":true' POST "/api/articles/$slug/favorite"
call 200 '"favorited":false' DELETE "/api/articles/$slug/favorite"
call 404 'Article not found' GET /api/articles/nothing-1
call 404 'Not found' GET /api/nowhere
has error message status_code trace_id
call 405 'Method not allowed' PATCH /api/login
call 405 'Method not allowed' PUT /api/articles '{}'
head_of 200 'application/json' HEAD /api/articles/
head_of 200 'application/json' HEAD /api/articles
head_of 404 'application/json' HEAD /api/articles/nothing-1
head_of 200 'Allow: GET, HEAD, POST, OPTIONS' OPTIONS /api/articles/
head_of 200 'Allow: POST, OPTIONS' OPTIONS /api/login
head_of 401 'WWW-Authenticate: Bearer' GET /api/user

own=$token
join "other$name"
call 403 'You can only update your own articles' PUT "/api/articles/$slug" '{"title":"Mine"}'
call 403 'You can only delete your own articles' DELETE "/api/articles/$slug"
token=$own
call 200 '"favorited":false' GET "/api/articles/$slug"
call 204 '' DELETE "/api/articles/$slug"
call 404 'Article not found' GET "/api/articles/$slug"

call 200 'Logged out successfully' POST /api/logout
call 401 'Invalid or expired token' GET /api/user
call 200 '"articles"' GET /api/articles/
call 401 'Invalid or expired token' POST /api/logout
token=nonsense
call 401 'Invalid or expired token' GET /api/user
call 401 'Invalid or expired token' POST /api/articles/ '{}'
call 200 '"articles"' GET /api/articles/
token=
call 401 'Missing or invalid authorization header' POST /api/articles/ '{}'
call 401 'Missing or invalid authorization header' PUT "/api/articles/$slug" '{}'
call 401 'Missing or invalid authorization header' DELETE "/api/articles/$slug"
call 401 'Missing or invalid authorization header' POST "/api/articles/$slug/favorite"
call 401 'Missing or invalid authorization header' POST /api/logout
call 401 'Missing or invalid authorization header' GET /api/user
call 401 'Missing or invalid authorization header' POST /api/articles/import "$two"

if [ "$failed" != 0 ]; then
	echo 'some answers are not as the contract says'
	exit 1
fi
echo 'all answers are as the contract says'
