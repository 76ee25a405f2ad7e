import Testing

@testable import pibctl

@Suite struct TableTests {
    @Test("columns are as wide as their widest cell, and lines end without spaces")
    func alignment() {
        var table = Table([("run", .right), ("state", .left), ("name", .left)])
        table.add(["7", "finished", "first"])
        table.add(["128", "failed", ""])
        #expect(
            table.lines() == [
                "  run  state     name",
                "    7  finished  first",
                "  128  failed",
            ])
    }

    @Test("a table without headings has no heading line, and missing cells stay empty")
    func withoutHeadings() {
        var table = Table([("", .left), ("", .left)])
        table.add(["seed", "3"])
        table.add(["name"])
        #expect(table.lines() == ["  seed  3", "  name"])
    }

    @Test("text from elsewhere cannot move the cursor or break a line")
    func controlCharacters() {
        var table = Table([("", .left)])
        table.add(["a\u{1B}[2Jb\r\nc\u{9B}d"])
        #expect(table.lines() == ["  a [2Jb  c d"])
    }
}
