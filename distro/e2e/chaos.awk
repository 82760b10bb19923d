# Reads the output of `go test -v` and prints a table: what each case of the chaos suite counted, over all its runs.
/: TestChaos[^ ]*: sent/ {
	match($0, /TestChaos[^ ]*:/)
	name = substr($0, RSTART, RLENGTH - 1)
	rest = substr($0, RSTART + RLENGTH)
	gsub(/[^0-9 ]/, "", rest)
	n = split(rest, count, " ")
	runs[name]++
	for (i = 1; i < n; i++) sum[name, i] += count[i]
	if (count[n] > fetches[name]) fetches[name] = count[n]
}
/^ *--- FAIL: TestChaos/ { failed[$3]++ }
END {
	line = "%-48s %5s %8s %12s %9s %10s %6s %13s %6s\n"
	printf line, "case", "runs", "sent", "acknowledged", "delivered", "duplicated", "lost", "fetches (max)", "failed"
	fflush()
	for (name in runs) {
		printf line, name, runs[name], sum[name, 1], sum[name, 2], sum[name, 3], sum[name, 4], sum[name, 5], fetches[name], failed[name] + 0 | "sort"
	}
}
