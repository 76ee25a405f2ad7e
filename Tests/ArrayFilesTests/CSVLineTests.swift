import Testing

@testable import ArrayFiles

@Suite struct CSVLineTests {
    @Test("fields are quoted where they must be and left alone where not")
    func quoting() {
        #expect(CSVLine.text(["batch", "0.5", ""]) == "batch,0.5,\n")
        #expect(CSVLine.text(["a,b", "say \"hi\"", "two\r\nlines"]) == "\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\n")
    }
}
