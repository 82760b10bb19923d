package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// phonesIn returns what a finder finds in a text, asked at every plus sign and at every group of digits.
func phonesIn(f *phoneFinder, s string, named bool) []string {
	var found []string
	for i := 0; i < len(s); {
		start, end, ok := 0, 0, false
		switch {
		case plusWidth(s[i:]) > 0:
			start, end, ok = f.internationalAt(s, i)
		case is(s[i], classDigit):
			if start, end, ok = f.nationalAt(s, i, named); !ok {
				i = digitsEnd(s, i) - 1
			}
		}
		if ok {
			found = append(found, s[start:end])
			i = end
			continue
		}
		i++
	}
	return found
}

// phoneCase is a text in which the numbers to be found stand between angle quotes.
func checkPhones(t *testing.T, f *phoneFinder, named bool, marked string) {
	t.Helper()
	text := strings.NewReplacer("«", "", "»", "").Replace(marked)
	var want []string
	for _, part := range strings.Split(marked, "«")[1:] {
		number, _, _ := strings.Cut(part, "»")
		want = append(want, number)
	}
	assert.Equal(t, want, phonesIn(f, text, named), text)
}

func TestInternationalPhone(t *testing.T) {
	f := newPhoneFinder(nil)
	for _, marked := range []string{
		"«+14155552671»",
		"to «+14155552671».",
		"(«+14155552671»)",
		"<«+14155552671»>",
		"tel:«+14155552671»",
		"sip:«+14155552671»@sip.example.com",
		"sip:«+14155552671»;transport=udp",
		"tel:«+14155552671;ext=12»",
		"/users/«+14155552671»/messages",
		"rec_«+14155552671»_2024.wav",
		"From=«%2B14155552671»&To=«%2b442079460958»",
		"q=«%2B1%20415%20555%202671»&x=1",
		"«+1 415 555 2671»",
		"«+1-415-555-2671»",
		"«+1.415.555.2671»",
		"«+1 (415) 555-2671»",
		"«+1(415)555-2671»",
		"«+(1) 415 555 2671»", "«(+44) 20 7946 0958»",
		"«+1/415/5552671»",
		"«+1\u00a0415\u00a0555\u00a02671»",
		"«+1 415‑555‑2671»",
		"«+1 415–555–2671»",
		"«\uff0b1 415 555 2671»",
		"«++1 (415) 555-2671» to call me",
		"«+44 20 7946 0958»",
		"«+44 (0)20 7946 0958»",
		"«+46 (0)8 123 456 78»",
		"«+49 30 1234567»",
		"«+49-30-1234567»",
		"«+4930123456»",
		"«+49 171 1234567»",
		"«+33 1 23 45 67 89»",
		"«+91 98765 43210»",
		"«+919876543210»",
		"«+86 138 0013 8000»",
		"拨打«+8613800138000»，谢谢",
		"«+81 90-1234-5678»",
		"«+39 06 6982 1234»",
		"«+54 9 343 555 1212»",
		"«+55 11 91234-5678»",
		"«+5213312345678»",
		"«+52 1 33 1234 5678»",
		"«+64 3 331 6005»",
		"«+852 2345 6789»",
		"«+47 22 33 44 55»",
		"«+800 1234 5678»",
		"«+1 415 555 2671 x123»",
		"«+1 415 555 2671x123»",
		"«+1 415 555 2671 ext. 12»",
		"«+1 415 555 2671, ext 12»",
		"«+1 415 555 2671 Extension 7»",
		"«+1 415 555 2671 #44»",
		"«+1 415 555 2671    X 456»",
		"«+14155552671» «+442079460958»",
		"«+14155552671»,«+442079460958»",
		`{"to":"«+14155552671»","n":1}`,
		`a\n«+14155552671»\n`,
		"call «+14155552671». Thanks",
		"«+1 415 555 2671» 7up",
		"«+1 415 555 2671» 2024-05-17",
		"on 06/21/84 at «+64 3 331 6005»",
		"Tel. «+1.4155552671»",
		"Registrant Phone: «+1.7035551234»",
		"«+447700 900 916»-Fax",
		"«+1-962-819-8200» fax",
		"mobile: «+1-944-435-4352x04732»",
		"«+99»"[:0] + "call me on «+1 962 819 8200»",
	} {
		checkPhones(t, f, false, marked)
	}
}

func TestInternationalPhoneLeaves(t *testing.T) {
	f := newPhoneFinder(nil)
	for _, s := range []string{
		"", "+", "++", "%2B", "\uff0b", "+ 14155552671", "+x", "+(", "+()",
		"+1234567", "offset +1234567", "x = +12345678", "+1000000", "+2471234",
		"12:00+0200", "2024-05-17T08:21:00+02:00", "2024-05-17T08:21:00+0200", "08:21:00 +0200", "UTC+08:00", "GMT+0100 (CET)",
		"1.2.3+20130313144700", "1.0.0-beta+20130313144700", "v1.0.0+14155552671", "1.5e+10", "1E+4155552671",
		"@@ -1,7 +1,9 @@", "@@ -4155552671,7 +1415,9 @@", "+48.8577,+002.295/", "+40.7128-074.0060/", "+27.5916+086.5640+8850CRSWGS_84/", "+4906-11631", "+492717-0023210",
		"+0.14155552671", "+1.7035551234", "delta=+3.1415926535",
		"x+14155552671", "9+14155552671", "(1)+14155552671", "a[1]+14155552671", "*+14155552671", "-+14155552671",
		"YWJj+14155552671xyz", "abcd+14155552671==", "/+14155552671==", "+14155552671abc", "+14155552671=",
		"user+14155552671@example.com", "C++14155552671",
		"+1 555 555", "+1 123 456 7890", "+999 123 456 789", "+0 415 555 2671", "+049 30 1234567",
		"+1415555267100000000", "+1 415 555 2671 415 555 2671 415 555 2671 1",
		"+1 *** *** ****", "+*-***-***-****", "[PHONE]", "+[PHONE]", "%2B%2B%2B", "%2",
		"Displayed com.example/.Main: +1s234ms", "+568ms", "+12345678901234567890ns",
		"1 + 14155552671", "i++ 4155552671",
		"\xff+1\xff415", "+1415555\xff2671",
	} {
		assert.Empty(t, phonesIn(f, s, false), s)
	}
}

func TestNationalPhoneBesideWords(t *testing.T) {
	f := newPhoneFinder(nil)
	for _, marked := range []string{
		"Phone: «415-555-2671»", "phone=«415-555-2671»", "phone «415-555-2671» is busy",
		"Phone: «3732695155»", "Phone:«3732695155».", `"phone":"«3732695155»"`, `"phone": 3732695155`[:9] + `«3732695155»`,
		`{\"phone\":\"«3732695155»\"}`, "phone='«3732695155»'", "phone%3D«3732695155»&x=1", "phone=«415%20555%202671»&x=1",
		"<phone>«3732695155»</phone>", `<phone type="mobile">«3732695155»</phone>`, "WHERE phone = '«3732695155»' AND",
		"WHERE phone IN ('«3732695155»')", "phoneNumber=«3732695155»", "phone_number: «3732695155»", "user.phone: «3732695155»",
		"mobileNo=«9876543210»", "MSISDN=«9876543210»", "msisdn: «919876543210»", "customerPhone=«9876543210»", "contact_number=«9876543210»",
		"Phone (home): «3732695155»", "phone number is «3732695155»", "phone no. «3732695155»", "Cell no: «05321234567»",
		"call «05321234567»", "please call «05321234567» now", "telefon: «0301234567»", "Téléphone : «0123456789»",
		"teléfono «912 34 56 78»", "Телефон: «8 495 123-45-67»", "тел. «8 (495) 123-45-67»", "电话：«010-12345678»", "电话«13800138000»",
		"联系电话:«13800138000»", "電話番号 «03-1234-5678»", "전화: «02-123-4567»", "Telefonnummer «030 1234567»", "Handynummer: «0171 1234567»",
		"Tel.: «0171-1234567»", "Tel.«0171-1234567»", "tel:«555-2671»", "fax «555.555.2671»", "FAX: «0471/123456»", "WhatsApp «9876543210»",
		"Phone:\n«(08) 8747 6301»", "phone:\n\n«434 14 557»", "Mobile: «723 813 266»", "Mobile: «0490 39 07 81»",
		"Desk: «(898)666-3621x0135»", "Office: «781 1704»", "reach us at «0961-7596216»", "They're not answering at «374 780 163»",
		"They are not answering at «06-24312407»", "You can call «(022) 0793-176»", "You can call «33 93 31»",
		"Can someone call me on «01.84.17.61.18»?", "no message on my registered «905-674-3793».", "my registered «668 5702». Could",
		"stop sending messages to «618-226-1460»", "call «01164 3 331 6005» to reach me!", "you may call me at «0123/456789»",
		"Call me on 06/21 at «0081-650-333-6000»", "Call me on 21.6.1984 at «415-555-2671»", "Call me at 0~0 1800"[:11] + "«0~01-650-333-6000»",
		"«415-555-2671» to call me!", "«781 1704» office", "«781 1704» office\n«(579)888-3058» fax\n«001-518-640-0854» mobile",
		"«06-10446904»-Office\\,«001-748-088-2851x818»-Fax", "«3732695155»-Fax", "«042 078 6381»-office",
		"«0494949 ext. 49»", "«415-555-2671 ext 12»", "call «(800) 901-3355 , ext 7246433»", "phone «1.415.555.2671»",
		"my number is «(415) 555-2671», thanks", "the number is «415-555-2671»", "«(123) 456-7890» and «(123) 456-7890»",
		"«0 532 123 45 67»", "«0-532-123-45-67»", "«0 (532) 1234567»", "«0216 123 45 67»",
		"$20 phone 415-555-2671"[:10] + "«415-555-2671»", "phone «415-555-2671» 100$", "2024-05-17 08:21:00 phone «415-555-2671»",
		"phone 12:30 «415-555-2671»", `a\n\tphone:\t«415-555-2671»\n`, "Phone,"[:5] + ": «5552671»", "dial «555-2671»", "hotline «0800 123 4567»",
		"SMS to «98765 43210»", "text me at «415.555.2671»", "phone: «64(0)64123456»", "mobile | «0171 1234567» |",
		"phone «415-555-2671», «415-555-2672»"[:len("phone «415-555-2671»")],
	} {
		checkPhones(t, f, false, marked)
	}
}

func TestNationalPhoneLeaves(t *testing.T) {
	f := newPhoneFinder(nil)
	for _, s := range []string{
		// nothing says that it is a number
		"415-555-2671", "4155552671", "05321234567", "03 331 6005", "0171 1234567", "555-2671", "64(0)64123456", "1 415 555 2671",
		// dates, times, addresses, versions, decimals, ids, whatever stands before
		"call 2024-05-17", "phone 2024-05-17 08:21:00", "phone: 17/05/2024", "phone: 17.05.2024", "phone: 05-17-24", "mobile 2024/05/17",
		"phone 1999-2011", "call 1979-2011 100", "call on 12-15 2009", "call 12-15 (2009),", "phone 2024-05-17-08",
		"phone 192.168.100.100", "phone: 10.0.0.1", "tel 127.0.0.1:8080", "mobile 1.25.3.1234", "phone 12.0.1", "mobile 96.0.4664.110",
		"phone 1234567.89", "phone: 3.14159265", "call 0.1234567", "phone 1.234.567", "call 12 345 678 users", "phone 550e8400-e29b-41d4-a716-446655440000",
		"phone 123-45-6789", "phone: 4111 1111 1111 1111", "mobile 3782 822463 10005", "phone id 123-4567", "phone order 123-4567890",
		"order number 123-4567890", "order number 415-555-2671", "invoice no. 415-555-2671", "tracking number 415-555-2671",
		"SSN 123-45-6789", "zip 12345-6789", "phone model 1234-5678", "phone code 1234-567",
		// undivided digits need a word right before them
		"phone call 1716912345678 ms", "phone 1716912345678 ms", "phone 1716912345", "mobile session 1234567890 started", "phone 12345678",
		"call 3732695155", "call 0000000123", "office 3732695155", "phone took 1234567890 ns", "phone 1234567890 bytes", "mobile users 1234567",
		"phones connected 1234567890", "registered 1234567 users", "message 1234567890", "number 1234567890", "sms id 1234567890",
		// names that only look like it
		"phone_id=3732695155", "phoneId: 3732695155", "phone_type=1234567", "cell_id=1234567890", "cellId=1234567890", "tel_aviv=1234567",
		"mobile_app: 1234567890", "telemetry: 1234567890", "faxed: 1234567890", "iPhone: 1234567890", "PhoneInterfaceManager: 1234567890",
		"mPhoneSubId=1234567890", "com.android.phone.Call: 3732695155", "telephone_hash=1234567890", "microphone: 1234567890",
		"headphones 1234567", "megaphone=1234567", "TelephonyManager: 555-1234-5", "phonetic: 555-2671", "table_cell: 1234567", "tellers 555-2671",
		// telephony and Android logs
		"03-17 16:13:38.811  1702  2395 D PhoneStatusBar: setSystemUiVisibility vis=1",
		"03-17 16:13:38.811  1702 2395 D Phone: call state changed 1 -> 2 at 1489738418811",
		"03-17 16:13:38.811  1702  2395 I Telecom : CallsManager: call 1234-5678-90ab added",
		"RILJ: [3732]> DATA_REGISTRATION_STATE [SUB0]", "GsmCdmaPhone: [GsmCdmaPhone] mImei: 3732695155", "CellIdentityLte: ci=268435455 pci=503 tac=65535",
		"phone: ServiceState: 0 0 voice home data home 46001 46001", "SignalStrength: 99 0 -120 -160 -120 -1 -1 28 -90 -9 147",
		"acquire lock=233570404, flags=0x1, tag=\"phone\", uid=1001, pid=2227", "call duration 123-4567 ms", "call 1000-2000", "messages 1000-2000 sent",
		"mobile data 1234 5678 bytes", "phone rx 1234567 890", "text 1234 5678 written", "mobile signal 123 4567 users", "call failed 123 4567",
		"audio call latency 120-1500", "call 9.00-17.30", "called 12 345 67 times", "registered 12 34567 users", "reached 10 20 30 percent",
		// joined to something else
		"phone a415-555-2671", "phone 415-555-2671b", "phone _415-555-2671", "phone 415-555-2671_1", "phone /415-555-2671/x", "phone #415-555-2671",
		"phone $415-555-2671", "phone 415-555-2671%", "phone 415-555-2671@example.com", "phone -415-555-2671", "phone 12:415-555-2671",
		"phone 415-555-2671:80", "phone 1,415-555-2671", "phone €415-555-2671", "phone é415-555-2671", "phone 415-555-2671-a9f3", "phone 415-555-2671*",
		"phone 415 555 2671 415 555 2671 415 555 2671", "phone 1 2 3 4 5 6 7 8 9", "phone 1234567890123456", "phone 0x4155552671",
		// another sentence, line or item
		"the phone rang. 415-555-2671", "phone\n415-555-2671", "phone, 415-555-2671", "phone; 415-555-2671", "(phone) 415-555-2671",
		"a telephone that has not been used for very long times, 415-555-2671",
		// masked
		"F8ph......|\n00000070  38 6b", "phone: 0000000123", "phone...... 5552671", "phone: ***-***-****", "phone: ***-***-2671", "phone: ***-555-2671", "phone: [PHONE]", "phone: 415-***-****", "phone: +* *** *** ****",
		"phone: [REDACTED:secret]", "phone: ***********", "phone: (***) ***-2671",
		// broken text
		"phone \xff\xff4155552671"[:7], "phone: 41555\xff52671", "\xff", "phone:",
	} {
		assert.Empty(t, phonesIn(f, s, false), s)
	}
}

func TestNamedPhone(t *testing.T) {
	f := newPhoneFinder(nil)
	for _, marked := range []string{
		"«4155552671»", "«415-555-2671»", "«555-2671»", "«339331»", "«33 93 31»", "«1234567»", "«1716912345678»", "«415555-26-71»", "«123 4567 89»",
		"«(415) 555-2671»", "«415-555-2671 x12»", " «0171 1234567» ", "home «0171/1234567»",
	} {
		checkPhones(t, f, true, marked)
	}
	for _, s := range []string{
		"12345", "2024-05-17", "10.0.0.1", "192.168.100.100", "a4155552671", "4155552671b", "123-45-6789", "1234567890123456",
		"1234567.89", "****", "1979-2011",
	} {
		assert.Empty(t, phonesIn(f, s, true), s)
	}
}

func TestPhoneInRegion(t *testing.T) {
	for _, tt := range []struct{ region, marked string }{
		{"US", "«415-666-7777»"}, {"US", "«(415) 666-7777»"}, {"US", "«(415) 6667777»"}, {"US", "«415-6667777»"}, {"US", "«415.666.7777»"},
		{"US", "«1 415 666 7777»"}, {"US", "«1-415-666-7777»"}, {"US", "$20 «415-666-7777»"}, {"US", "«415-666-7777» 100$"},
		{"US", "log «415-666-7777», more"}, {"US", "«415 666 7777 x 123»"}, {"NZ", "«03 331 6005»"}, {"NZ", "  «03-331 6005»\t"},
		{"NZ", "«03 3316005 #3456»"}, {"DE", "«030 123456»"}, {"DE", "«0171 1234567»"}, {"DE", "«030/123456»"}, {"DE", "«0900-1 123123»"},
		{"DE", "«(0)900-1 123123»"}, {"GB", "«020 7946 0958»"}, {"GB", "on «07400 123456» x"}, {"FR", "«01 23 45 67 89»"}, {"FR", "«01.23.45.67.89»"},
		{"IN", "«098765 43210»"}, {"IN", "«98765 43210»"}, {"SG", "«9123 4567»"}, {"AR", "«03715 15 65 4320», 45 days"}, {"IT", "«02 3661 8300»"},
		{"JP", "«090-1234-5678»"}, {"BR", "«(11) 91234-5678»"}, {"AU", "«(02) 9374 4000»"},
	} {
		checkPhones(t, newPhoneFinder([]string{tt.region}), false, tt.marked)
	}
	several := newPhoneFinder([]string{"US", "DE", "nowhere", "NZ"})
	checkPhones(t, several, false, "«415-666-7777» and «030 123456» and «03 331 6005»")
}

func TestPhoneInRegionLeaves(t *testing.T) {
	f := newPhoneFinder([]string{"US", "DE", "GB", "IN", "FR", "NZ", "SG"})
	for _, s := range []string{
		"4156667777", "0171123456", "9876543210", // nothing divides them
		"555-555-5555", "123-456-7890", "099-999-9999", // not valid
		"41-5666-7777", "4-1-5-6-6-6-7-7-7-7", "415-66-67777", // not as it is written there
		"order 415-666-7777", "id: 415-666-7777", "invoice number 415-666-7777", // something else
		"081111 033925 18906 INFO dfs.DataNode$PacketResponder", "081109 203518 148 INFO", "312 345 678", "1 234 567 890",
		"2024-05-17 08:21:00", "192.168.100.100", "1716912345.678", "2024-05-17T08:21:00.123456Z", "1-2-3-4", "12 7/8 - 14 12/34 - 5",
		"a415-666-7777", "415-666-7777-a", "x/415-666-7777/y", "550e8400-e29b-41d4-a716-446655440000", "8.8.8.8 9.9.9.9",
		"03-17 16:13:38.811  1702 2395 D", "1117838570 2005.06.03", "jk2_init() Found child 6725 in scoreboard slot 10",
		"SELECT 1 LIMIT 100 OFFSET 200", "252.227-7013", "JIS X 0208/0212", "9123 4567 bytes and 98765 43210 more"[:9] + " bytes", "took 12-34 ms", "0-9", "1/2",
	} {
		assert.Empty(t, phonesIn(f, s, false), s)
	}
}

// TestPhoneFromEveryDigit holds that the digit at which the scan stands does not matter.
func TestPhoneFromEveryDigit(t *testing.T) {
	f := newPhoneFinder([]string{"DE"})
	for _, marked := range []string{
		"Phone: «415-555-2671» x", "call me at «(415) 555-2671».", "fax «0171 123 45 67»", "phone «1.415.555.2671»", "on «030 123456» x",
		"phone=«415%20555%202671»&x", "Phone: «3732695155»", "tel «(0)30–123456»",
	} {
		before, rest, _ := strings.Cut(marked, "«")
		number, after, _ := strings.Cut(rest, "»")
		s := before + number + after
		for i := range number {
			start, end, ok := f.nationalAt(s, len(before)+i, false)
			inCode := i > 0 && number[i-1] == '%' || i > 1 && number[i-2] == '%'
			if want := is(number[i], classDigit) && !inCode; !assert.Equal(t, want, ok, "%s at %d", s, i) || !ok {
				continue
			}
			assert.Equal(t, number, s[start:end])
		}
	}
}

func TestPhoneAtAnyPosition(t *testing.T) {
	f := newPhoneFinder(nil)
	for _, s := range []string{"", "+", "7", "%2B", "(", "(7", "phone 7"} {
		for i := -2; i < len(s)+3; i++ {
			_, _, ok := f.internationalAt(s, i)
			assert.False(t, ok)
			_, _, ok = f.nationalAt(s, i, true)
			assert.False(t, ok)
		}
	}
}

// TestPhoneCostIsBounded holds that a long text costs no more than a short one: what is looked at on each side
// has an end. A quadratic scan would not come to its end.
func TestPhoneCostIsBounded(t *testing.T) {
	f := newPhoneFinder([]string{"US"})
	for _, piece := range []string{"1", "1 ", "1-", "12 34 ", "(1) ", "+1 ", "%20", "a1", "1)(", "phone ", "x.", "\u00a01"} {
		s := strings.Repeat(piece, 60_000/len(piece))
		assert.Empty(t, phonesIn(f, s, false), piece)
	}
}

func TestPhoneRejectsWithoutAllocation(t *testing.T) {
	f := newPhoneFinder([]string{"US", "DE"})
	for _, s := range []string{
		"at 2024-05-17 08:21:00.123", "t=1716912345678 ms", "order id 1234567890", "from 192.168.100.100:80", "the phone model is 1234-5678",
		"nginx 1.25.3.1234", "offset +1234567 and +0200", "blk_1649239999940418046",
	} {
		assert.Zero(t, testing.AllocsPerRun(20, func() { phonesIn(f, s, false) }), s)
	}
}
