package piimaskingprocessor

import "strings"

// phoneWord is what a word near a number says about it; several may hold.
type phoneWord uint16

const (
	// wordStrong names a telephone number, a telephone or what is dialled.
	wordStrong phoneWord = 1 << iota
	// wordWeak may stand before a telephone number, and before much else.
	wordWeak
	// wordAction is weak, and only with a preposition: messages to 618-226-1460.
	wordAction
	// wordNumber is number itself, which says nothing about its kind.
	wordNumber
	// wordFiller may stand between one of these and the number.
	wordFiller
	// wordPreposition is a filler that points at the number.
	wordPreposition
	// wordValue may follow a strong word in a key that holds the number: phone_number, mobile_primary.
	wordValue
	// wordBehind may stand right behind the number: 781 1704 office.
	wordBehind
	// wordOther names what is no telephone number.
	wordOther
	// wordUnit is what a quantity is measured in.
	wordUnit
	// wordAfter may go on after a number with a weak word before it: call 781 5991 to ask.
	wordAfter
	// wordOtherCell, before cell, says that it is no telephone.
	wordOtherCell
	// wordInText is strong in a sentence only: the key sms holds a text.
	wordInText
)

// longestPhoneWord bounds the words that are looked up, in bytes.
const longestPhoneWord = 32

// phoneWordLists are the words that count, by what they say.
var phoneWordLists = [...]struct {
	class phoneWord
	words string
}{
	{wordStrong | wordBehind | wordValue, `phone phones telephone tel telno mobile mob cell cellphone fax landline`},
	{wordStrong | wordValue, `cellular msisdn whatsapp hotline helpline ph phonenumber phonenumbers phoneno
		mobileno mobilenumber mobilephone cellnumber faxno faxnumber homephone workphone smartphone handphone
		telefax dial dialed dialled dialing dialling callerid`},
	{wordStrong | wordInText, `sms`},
	{wordStrong, `telefon telefonnummer telefonnr telefono teléfono telefone telefoon telefoonnummer telefoonnr telnr téléphone
		telephono telepono telepon telp telefonu telefonnumer telefonszám telefonska telefónne puhelin puhelinnumero
		rufnummer handynummer mobilnummer mobil mobiltelefon mobiel móvil movil telemóvel telemovel
		celular cellulare mobitel telefón telefónu telefonní tlf mobilnr komórka komórkowy
		faks faxnummer telefonun cep gsm hotlin điện thoại тел телефон телефону мобильный моб факс τηλέφωνο κινητό
		טלפון هاتف موبایل फ़ोन फोन मोबाइल โทร โทรศัพท์ 电话 電話 手机 手機 手机号 电话号码 手机号码 联系电话
		電話番号 携帯 携帯電話 전화 전화번호 휴대폰 연락처`},
	{wordWeak | wordValue | wordBehind, `office home work desk`},
	{wordWeak | wordValue, `contact caller callee emergency`},
	{wordWeak, `call calling called ring ringing reach reachable registered answering answer appelez appeler anrufen
		llame llamar ligue llámame звоните ara arayın`},
	{wordAction, `message messages msg text texts texted messaging`},
	{wordNumber | wordValue | wordFiller, `number numbers no num nr nbr nummer numero número numéro numaram numarası
		numarasi numer nº n° номер №`},
	{wordPreposition | wordFiller | wordAfter, `at on to from via under`},
	{wordFiller, `me us him her them my your our his their the a an is are was be by in this new old please you can
		i or toll free direct line direct mi mein ist est é es unter olarak`},
	{wordValue, `primary secondary main alternate alt alternative business personal private digits raw e164
		e formatted normalized value str text full national international customer user billing shipping day evening
		recipient to from sender`},
	{wordOther, `id ids uid pid tid gid ppid order orders invoice ticket tickets tracking version ver release build
		date dated time timestamp since until between code codes zip postal postcode zipcode ssn social security
		account acct card iban passport license batch block blk job jobs task tasks seq sequence serial model sku
		part parts item items case bug issue ref reference port ports pin otp amount total price cost size length
		offset range page pages line row rows byte duration uptime elapsed latency instance index hash key token
		imei imsi iccid meid mac ip addr address isbn issn ein vat tax npi dob born birth year lot vin plate flight
		room suite unit box apt chapter section score count counter state status error errno exit signal level freq
		frequency channel arfcn earfcn lac cid mcc mnc psc pci rssi rsrp lat lon lng latitude longitude coordinates
		process thread handle register registers sum checksum width height took`},
	{wordUnit, `ms s sec secs second seconds us ns min mins minute minutes h hr hrs hour hours day days week weeks
		month months year years b bytes byte kb mb gb tb kib mib gib bit bits px pixels times users items rows
		records entries lines messages calls requests devices tasks packets usd eur gbp dollars euros hz khz mhz ghz
		percent km mm cm meters`},
	{wordAfter, `for before after and or if now please ext extension anytime today tomorrow`},
	{wordOtherCell, `table grid battery fuel solar sheet stem db network radio jail spread excel row serving
		neighbor neighbour notebook`},
}

// phoneWords holds all words that count, in lower case.
var phoneWords = buildPhoneWords()

// phoneWordEnds holds, for every pair of first and last letters of these words, upper and lower case alike, the
// set of their lengths: most words are none of them, and this tells without a look at the table.
var phoneWordEnds = buildPhoneWordEnds()

func buildPhoneWordEnds() (ends [32][32]uint64) {
	for word := range phoneWords {
		ends[word[0]&0x1f][word[len(word)-1]&0x1f] |= 1 << len(word)
	}
	return ends
}

// mayBePhoneWord tells whether a word that ends in an ASCII letter can be in the table.
func mayBePhoneWord(word string) bool {
	return len(word) <= longestPhoneWord && phoneWordEnds[word[0]&0x1f][word[len(word)-1]&0x1f]>>len(word)&1 == 1
}

func buildPhoneWords() map[string]phoneWord {
	words := map[string]phoneWord{}
	for _, list := range phoneWordLists {
		for _, word := range strings.Fields(list.words) {
			for _, form := range [...]string{word, strings.ToUpper(word), capital(word)} {
				words[foldASCII(form)] |= list.class
			}
		}
	}
	return words
}

// capital writes the first letter of the word as a capital.
func capital(word string) string {
	for i := range word {
		if i > 0 {
			return strings.ToUpper(word[:i]) + word[i:]
		}
	}
	return strings.ToUpper(word)
}

func foldASCII(word string) string {
	var buf [longestPhoneWord]byte
	return string(buf[:copyFolded(&buf, word)])
}

// copyFolded copies a word with its ASCII letters in lower case, other letters as they are; the table has those
// in all forms. It returns 0 for a word too long to be in the table.
func copyFolded(buf *[longestPhoneWord]byte, word string) int {
	if len(word) > len(buf) {
		return 0
	}
	for i := range len(word) {
		c := word[i]
		if isUpper(c) {
			c |= 0x20
		}
		buf[i] = c
	}
	return len(word)
}

// phoneWordOf looks one word up. Scripts without spaces join words, so their ends are looked up, too.
func phoneWordOf(word string) phoneWord {
	if word == "" || word[len(word)-1] < 0x80 && !mayBePhoneWord(word) {
		return 0
	}
	var buf [longestPhoneWord]byte
	n := copyFolded(&buf, word)
	if class := phoneWords[string(buf[:n])]; class != 0 || word[len(word)-1] < 0x80 {
		return class
	}
	for _, size := range [...]int{15, 12, 9, 6} { // 3 bytes a character
		if len(word) > size {
			if class := phoneWords[word[len(word)-size:]]; class&wordStrong != 0 {
				return class
			}
		}
	}
	return 0
}

// namesPhone tells whether a key, split into words in lower case (splitKey), names a telephone number. After the
// word that says so only such may follow that say which number: phone_number and mobile.primary do, phone_type,
// cell_id and tel_aviv do not.
func namesPhone(words []string) bool {
	var key phoneKey
	for i := len(words) - 1; i >= 0 && !key.done; i-- {
		key.add(words[i])
	}
	return key.finish()&wordStrong != 0 && !key.inText
}

// phoneKey judges the words of a key from the last to the first.
type phoneKey struct {
	class            phoneWord // of the last word
	count            int
	numbered         bool // number follows
	cell             bool // the word before decides
	done, ok, inText bool
}

func (k *phoneKey) add(word string) {
	class := phoneWordOf(word)
	if k.count == 0 {
		k.class = class
	}
	k.count++
	switch {
	case k.cell:
		k.done, k.ok = true, class&wordOtherCell == 0
	case class&wordStrong != 0:
		k.inText = class&wordInText != 0 && !k.numbered
		k.cell = strings.EqualFold(word, "cell")
		k.done, k.ok = !k.cell, !k.cell
	case k.numbered && class&wordWeak != 0:
		k.done, k.ok = true, true
	case class&wordValue != 0:
		k.numbered = k.numbered || class&wordNumber != 0
	default:
		k.done = true
		if k.count > 1 {
			k.class = class & wordOther
		}
	}
}

// finish returns what the key as a whole says.
func (k *phoneKey) finish() phoneWord {
	if k.ok || k.cell && !k.done {
		return wordStrong
	}
	if k.count == 1 {
		return k.class &^ wordStrong
	}
	return k.class & (wordOther | wordNumber)
}
