package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPhoneContextBefore(t *testing.T) {
	for _, tt := range []struct {
		before string
		want   phoneEvidence
	}{
		{"", phoneEvidence{}},
		{"x", phoneEvidence{}},
		{"phone: ", phoneEvidence{context: labelContext}},
		{"phone:", phoneEvidence{context: labelContext}},
		{"PHONE=", phoneEvidence{context: labelContext}},
		{`"phone":"`, phoneEvidence{context: labelContext}},
		{`\"phone\": \"`, phoneEvidence{context: labelContext}},
		{`"phone":{"number":"`, phoneEvidence{context: labelContext}},
		{"<phone>", phoneEvidence{context: labelContext}},
		{"phone%3D", phoneEvidence{context: labelContext}},
		{"phone%3A%20", phoneEvidence{context: labelContext}},
		{"phone&x=", phoneEvidence{}},
		{"phone number ", phoneEvidence{context: labelContext}},
		{"phone no. ", phoneEvidence{context: labelContext}},
		{"phone number is: ", phoneEvidence{context: labelContext}},
		{"Phone (home): ", phoneEvidence{context: labelContext}},
		{"(phone) ", phoneEvidence{}},
		{"phone ", phoneEvidence{context: directContext}},
		{"my mobile is ", phoneEvidence{context: directContext}},
		{"Tel. ", phoneEvidence{context: directContext}},
		{"tel.: ", phoneEvidence{context: labelContext}},
		{"telephone. ", phoneEvidence{}},
		{"phone model x ", phoneEvidence{other: true}},
		{"phone rang at ", phoneEvidence{context: nearContext}},
		{"phone one two three ", phoneEvidence{context: nearContext}},
		{"phone one two three four ", phoneEvidence{}},
		{"phone call ", phoneEvidence{context: nearContext}},
		{"call me on ", phoneEvidence{context: weakContext}},
		{"call me on 06/21/84 at ", phoneEvidence{context: weakContext}},
		{"call 12 ", phoneEvidence{}}, // the number would begin with 12
		{"call failed ", phoneEvidence{}},
		{"recalled ", phoneEvidence{}},
		{"message ", phoneEvidence{}},
		{"message to ", phoneEvidence{context: weakContext}},
		{"text me at ", phoneEvidence{context: weakContext}},
		{"office: ", phoneEvidence{context: weakContext}},
		{"office ", phoneEvidence{context: numberContext}},
		{"the number is ", phoneEvidence{context: numberContext}},
		{"order number ", phoneEvidence{context: numberContext, other: true}},
		{"order-id: ", phoneEvidence{other: true}},
		{"order ", phoneEvidence{other: true}},
		{"order call ", phoneEvidence{context: weakContext}},
		{"phone_id: ", phoneEvidence{other: true}},
		{"phone_number: ", phoneEvidence{context: labelContext}},
		{"user.phone: ", phoneEvidence{context: labelContext}},
		{"phone,", phoneEvidence{}},
		{"phone; ", phoneEvidence{}},
		{"phone?", phoneEvidence{}},
		{"phone\n", phoneEvidence{}},
		{`phone\n`, phoneEvidence{}},
		{"phone:\n", phoneEvidence{context: labelContext}},
		{"phone:\r\n\r\n", phoneEvidence{context: labelContext}},
		{`phone:\n`, phoneEvidence{context: labelContext}},
		{`phone:\t`, phoneEvidence{context: labelContext}},
		{"phone>\n", phoneEvidence{}},
		{"phone......", phoneEvidence{}},
		{"電話：", phoneEvidence{context: labelContext}},
		{"请拨打电话", phoneEvidence{context: directContext}},
		{"Телефон: ", phoneEvidence{context: labelContext}},
		{"ТЕЛЕФОН ", phoneEvidence{context: directContext}},
		{"Téléphone\u00a0: ", phoneEvidence{context: labelContext}},
		{"WhatsApp ", phoneEvidence{context: directContext}},
		{"iPhone: ", phoneEvidence{}},
		{"microphone: ", phoneEvidence{}},
		{"phone" + strings.Repeat(" ", phoneContextBytes-len("phone")), phoneEvidence{context: directContext}},
		{"phone" + strings.Repeat(" ", phoneContextBytes-len("phone")+1), phoneEvidence{}},
		{"micro" + "phone" + strings.Repeat(" ", phoneContextBytes-len("phone")), phoneEvidence{}}, // half a word
		{"\xff\xfe", phoneEvidence{}},
		{"phone\xff", phoneEvidence{context: directContext}},
	} {
		assert.Equal(t, tt.want, phoneContextBefore(tt.before+"555-2671", len(tt.before)), "%q", tt.before)
	}
}

func TestPhoneContextAfter(t *testing.T) {
	for _, after := range []string{
		" office", " fax\n", "-Fax", "-office\\,", " mobile,", " (cell)", "  desk.", "-Mobile;", " to call", " to reach me", " to call!", ` home"`,
	} {
		assert.True(t, phoneContextAfter("555-2671"+after, len("555-2671")), after)
	}
	for _, after := range []string{
		"", "office", " office supplies", " mobile users", "-faxed", " to caller", " to", " to calling", " called", "   office", "-", " ", " (", " x",
		" phone_id", " message", " officer",
	} {
		assert.False(t, phoneContextAfter("555-2671"+after, len("555-2671")), after)
	}
}

func TestUnitFollows(t *testing.T) {
	for text, want := range map[string]bool{
		" ms": true, " bytes": true, "ms": true, " Users,": true, "": false, " msg": false, " x": false, "!": false, "     ms": false,
	} {
		assert.Equal(t, want, unitFollows("123"+text, 3), text)
	}
}

func TestPhraseEnds(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, ".": true, " to ask": true, " before 6": true, " (home)": true, " 7": true, " written": false, " times": false,
	} {
		assert.Equal(t, want, phraseEnds("123"+text, 3), text)
	}
}

func TestIsEpoch(t *testing.T) {
	for digits, want := range map[string]bool{
		"1716912345": true, "1716912345678": true, "1404000000": true, "1216912345": false, "2716912345": false, "17169123456": false,
	} {
		assert.Equal(t, want, isEpoch(digits), digits)
	}
}

func TestNamesPhone(t *testing.T) {
	for _, key := range []string{
		"phone", "Phone", "PHONE", "phones", "phone_number", "phoneNumber", "phone-no", "phone.primary", "phone1", "phoneNumber2", "user.phone",
		"customer_phone", "homePhone", "workPhoneNumber", "mobile", "mobile_number", "mobileNo", "user.mobile", "MSISDN", "subscriber.msisdn",
		"fax", "fax_number", "tel", "telNo", "telephone", "TelephoneNumber", "cell", "cell_phone", "cellphone", "cellNumber", "landline",
		"whatsapp", "whatsapp_number", "contact_number", "contactNo", "caller_number", "callee.number", "emergency_contact_number", "phone_e164",
		"phone_formatted", "phone_home", "phone.mobile", "sms_number", "telefono", "telefon", "rufnummer", "celular", "telemovel", "mobitel", "numero_telefono"[7:],
		"messaging.recipient.phone", "sms.to.phone", "db.params.phone",
	} {
		assert.True(t, namesPhone(splitKey(key)), key)
	}
	for _, key := range []string{
		"", "id", "number", "phone_model", "phoneModel", "phone_type", "phone.country", "phone_id", "phone_hash", "phone_verified", "phone_count",
		"tel_aviv", "telAvivOffice", "cell_id", "cellId", "cell.tower", "mobile_app", "mobile.os", "mobile_country_code", "telemetry", "tel_emetry",
		"faxed", "faxes_sent", "microphone", "headphone", "iphone", "sms", "sms_text", "sms.id", "office", "home", "home_number_of_rooms",
		"order_number", "contact", "contact_id", "contact_name", "caller", "caller_id", "call", "call_id", "call_duration", "table_cell", "grid.cell",
		"battery_cell", "smartphone_os", "dial_timeout", "phone_call_id", "telegram", "telnet", "tell", "intel", "hotel", "mobility", "automobile",
		"phone_regex", "phoneBook", "fax_pages", "cell_phone_model", "message_number", "number_of_phones_sold",
	} {
		assert.False(t, namesPhone(splitKey(key)), key)
	}
}

// TestNamesPhoneAsSplit holds that a key in a text is judged like one of an attribute.
func TestNamesPhoneAsSplit(t *testing.T) {
	for _, key := range []string{
		"phone", "phoneNumber", "user.phone", "phone_type", "cellId", "mobile-app", "contact_number", "homePhone", "order_number", "grid_cell", "tel_aviv",
	} {
		assert.Equal(t, namesPhone(splitKey(key)), identifierClass(key)&wordStrong != 0, key)
	}
}

func TestPhoneWordsAreFoldedAndFit(t *testing.T) {
	for word, class := range phoneWords {
		assert.LessOrEqual(t, len(word), longestPhoneWord, word)
		assert.Equal(t, foldASCII(word), word)
		assert.NotZero(t, phoneWordOf(word)&class, word)
		assert.False(t, class&wordStrong != 0 && class&(wordOther|wordUnit) != 0, "%s is both", word)
	}
	assert.Zero(t, phoneWordOf(""))
	assert.Zero(t, phoneWordOf(strings.Repeat("phone", 10)))
}
