package sqlfingerprint

import "strings"

// argument tells what the first argument of a command is.
type argument uint8

const (
	argumentKey   argument = iota // a key
	argumentWord                  // a word that belongs to the command: CONFIG GET
	argumentValue                 // a value
)

// commandInfo is what is known of one command.
type commandInfo struct {
	name  string
	first argument
}

// Commands by their first argument. Source: the command reference of Redis 8 and memcached's protocol.txt.
const (
	keyCommands = `APPEND BITCOUNT BITFIELD BITFIELD_RO BITPOS BLMOVE BLPOP BRPOP BRPOPLPUSH BZPOPMAX BZPOPMIN COPY
DECR DECRBY DEL DUMP EXISTS EXPIRE EXPIREAT EXPIRETIME GEOADD GEODIST GEOHASH GEOPOS GEORADIUS GEORADIUSBYMEMBER
GEOSEARCH GEOSEARCHSTORE GET GETBIT GETDEL GETEX GETRANGE GETSET HDEL HEXISTS HEXPIRE HGET HGETALL HGETDEL HGETEX
HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET HPERSIST HRANDFIELD HSCAN HSET HSETEX HSETNX HSTRLEN HTTL HVALS INCR
INCRBY INCRBYFLOAT LINDEX LINSERT LLEN LMOVE LPOP LPOS LPUSH LPUSHX LRANGE LREM LSET LTRIM MGET MOVE MSET MSETNX
PERSIST PEXPIRE PEXPIREAT PFADD PFCOUNT PFMERGE PSETEX PTTL PUBLISH RENAME RENAMENX RESTORE RPOP RPOPLPUSH RPUSH
RPUSHX SADD SCARD SDIFF SDIFFSTORE SET SETBIT SETEX SETNX SETRANGE SINTER SINTERSTORE SISMEMBER SMEMBERS SMISMEMBER
SMOVE SORT SORT_RO SPOP SPUBLISH SRANDMEMBER SREM SSCAN SSUBSCRIBE STRLEN SUBSCRIBE SUBSTR SUNION SUNIONSTORE TOUCH
TTL TYPE UNLINK WATCH XACK XADD XAUTOCLAIM XCLAIM XDEL XLEN XPENDING XRANGE XREVRANGE XTRIM ZADD ZCARD ZCOUNT
ZDIFFSTORE ZINCRBY ZINTERSTORE ZLEXCOUNT ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE
ZRANGESTORE ZRANK ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE
ZREVRANK ZSCAN ZSCORE ZUNIONSTORE GETS ADD REPLACE PREPEND CAS DELETE GAT GATS GET_MULTI SET_MULTI DELETE_MULTI`
	wordCommands = `ACL BITOP CLIENT CLUSTER COMMAND CONFIG DEBUG FUNCTION LATENCY MEMORY MODULE OBJECT PUBSUB SCRIPT SLOWLOG
XGROUP XINFO STATS`
	valueCommands = `ASKING AUTH BGREWRITEAOF BGSAVE BLMPOP BZMPOP DBSIZE DISCARD ECHO EVAL EVALSHA EVALSHA_RO EVAL_RO EXEC
FCALL FCALL_RO FLUSHALL FLUSHDB HELLO INFO KEYS LASTSAVE LCS LMPOP MIGRATE MONITOR MULTI PING PSUBSCRIBE PSYNC
PUNSUBSCRIBE QUIT RANDOMKEY READONLY READWRITE REPLICAOF RESET ROLE SAVE SCAN SELECT SHUTDOWN SINTERCARD SLAVEOF
SUNSUBSCRIBE SWAPDB SYNC TIME UNSUBSCRIBE UNWATCH WAIT WAITAOF XREAD XREADGROUP ZDIFF ZINTER ZINTERCARD ZMPOP ZUNION
FLUSH_ALL VERSION VERBOSITY NOOP`
	subCommandWords = `AND CAT COUNT CREATE CREATECONSUMER DELCONSUMER DELUSER DELETE DESTROY DIFF DOCS DOCTOR ENCODING EXISTS
FLUSH FREQ GET GETKEYS GETNAME GETREDIR GETUSER GROUPS HELP ID IDLETIME INFO KEYSLOT KILL LEN LIST LOAD NOT
NUMPAT NUMSUB OR PAUSE REFCOUNT REPLY RESET RESETSTAT REWRITE SAVE SET SETID SETINFO SETNAME SETUSER SHARDS
CHANNELS CONSUMERS SLOTS STATS STREAM TRACKING UNBLOCK UNPAUSE USAGE WHOAMI XOR NODES`
)

var (
	commands    = buildCommands()
	subCommands = buildSubCommands()
)

func buildCommands() map[string]commandInfo {
	table := map[string]commandInfo{}
	for first, list := range map[argument]string{argumentKey: keyCommands, argumentWord: wordCommands, argumentValue: valueCommands} {
		for _, name := range strings.Fields(list) {
			table[name] = commandInfo{name, first}
		}
	}
	return table
}

func buildSubCommands() map[string]string {
	table := map[string]string{}
	for _, name := range strings.Fields(subCommandWords) {
		table[name] = " " + name
	}
	return table
}

// findCommand looks a command up, in any letter case. Commands of modules (JSON.GET, FT.SEARCH) are known by
// their prefix; written in lower case they are not known.
func findCommand(word string) (commandInfo, bool) {
	if info, ok := commands[string(upper(word, new([16]byte)))]; ok {
		return info, true
	}
	module, rest, ok := strings.Cut(word, ".")
	if !ok || rest == "" || len(rest) > 16 || strings.Trim(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
		return commandInfo{}, false
	}
	switch module {
	case "JSON", "FT", "BF", "CF", "CMS", "TOPK", "TDIGEST", "TS", "GRAPH":
		return commandInfo{name: word}, true
	default:
		return commandInfo{}, false
	}
}

// upper writes the word in upper case into the caller's buffer; empty where it does not fit.
func upper(word string, buffer *[16]byte) []byte {
	if len(word) > len(buffer) {
		return nil
	}
	for i := range len(word) {
		c := word[i]
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		buffer[i] = c
	}
	return buffer[:len(word)]
}
