import Testing

@testable import pibctl

@Suite struct TerminalTests {
    @Test("the locale decides on characters beyond ASCII, LC_ALL first")
    func unicode() {
        #expect(Terminal.isUnicode(["LANG": "C.UTF-8"]))
        #expect(Terminal.isUnicode(["LANG": "C", "LC_CTYPE": "de_DE.utf8"]))
        #expect(!Terminal.isUnicode(["LC_ALL": "C", "LANG": "en_GB.UTF-8"]))
        #expect(Terminal.isUnicode(["LC_ALL": "", "LANG": "en_GB.UTF-8"]))
        #expect(!Terminal.isUnicode([:]))
    }

    @Test("timestamps lose what people do not read, other text stays")
    func timestamps() {
        #expect(Timestamps.short("2026-11-21T10:15:30.250Z") == "2026-11-21 10:15:30")
        #expect(Timestamps.short("2026-11-21T10:15:30Z") == "2026-11-21 10:15:30")
        #expect(Timestamps.short("yesterday") == "yesterday")
    }
}
