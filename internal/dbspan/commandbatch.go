package dbspan

import "strings"

// severalCommands knows a text that holds several Redis commands, which were sent together: Redisson (RBatch),
// Jedis and Lettuce join them with a semicolon, clients for Python and Ruby with a line break. The legacy
// conventions have no other mark. Values hold both characters too, so what follows must be a command.
func severalCommands(text string) bool {
	for {
		at := strings.IndexAny(text, ";\n")
		if at < 0 {
			return false
		}
		text = strings.TrimPrefix(text[at+1:], " ")
		if isDataCommand(upperWord(text)) {
			return true
		}
	}
}

// upperWord is the word of capital letters at the start of the text, "" where it goes on as something else.
func upperWord(text string) string {
	end := 0
	for end < len(text) && text[end] >= 'A' && text[end] <= 'Z' {
		end++
	}
	if end < len(text) && !isBlank(text[end]) && text[end] != ';' {
		return ""
	}
	return text[:end]
}

// isDataCommand knows the commands that pipelines are made of.
func isDataCommand(word string) bool {
	switch word {
	case "GET", "SET", "SETEX", "SETNX", "PSETEX", "GETSET", "GETDEL", "MGET", "MSET", "APPEND", "STRLEN",
		"INCR", "INCRBY", "INCRBYFLOAT", "DECR", "DECRBY", "DEL", "UNLINK", "EXISTS", "EXPIRE", "EXPIREAT",
		"PEXPIRE", "PEXPIREAT", "PERSIST", "TTL", "PTTL", "TYPE", "HGET", "HSET", "HSETNX", "HMGET", "HMSET",
		"HGETALL", "HDEL", "HEXISTS", "HINCRBY", "HLEN", "HKEYS", "HVALS", "LPUSH", "RPUSH", "LPOP", "RPOP",
		"LRANGE", "LTRIM", "LLEN", "LREM", "SADD", "SREM", "SMEMBERS", "SISMEMBER", "SCARD", "ZADD", "ZREM",
		"ZRANGE", "ZRANGEBYSCORE", "ZREVRANGE", "ZSCORE", "ZINCRBY", "ZCARD", "PUBLISH", "XADD", "EVAL",
		"EVALSHA", "PFADD", "SETBIT", "GETBIT", "GEOADD", "EXEC":
		return true
	default:
		return false
	}
}
