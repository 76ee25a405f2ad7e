import Testing

@testable import Datasets

@Suite struct CSVTests {
    private func table(_ text: String) throws -> SampleTable {
        var reader = try CSVTableReader([UInt8](text.utf8), file: "lab.csv")
        return try reader.table()
    }

    private func check(_ text: String, _ code: DatasetError.Code, _ part: String) {
        let error = datasetError { try table(text) }
        #expect(error?.code == code, "\(text)")
        #expect(error?.problem.contains(part) == true, "\(error?.description ?? "no error")")
        #expect(error?.file == "lab.csv")
    }

    @Test(
        "separators, line ends, a byte order mark, blanks and quotes make no difference",
        arguments: [
            "a,b,label\n1,2.5,0\n-3,4e1,1\n",
            "a;b;label\r\n1;2.5;0\r\n-3;4e1;1", "a\tb\tlabel\r1\t2.5\t0\r-3\t4e1\t1\r",
            "\u{feff}a,b,label\n\n1,2.5,0\n  \n-3,4e1,1\n\n",
            "\"a\",\"b\",\"label\"\n\"1\", 2.5 ,0\n -3 ,\"4e1\",1",
            "1,2.5,0\n-3,4e1,1\n", "\"a;b\",\"c\nd\",label\n1,2.5,0\n-3,4e1,1",
        ])
    func forms(text: String) throws {
        let table = try table(text)
        #expect(table.samples.elements == [1, 2.5, -3, 40])
        #expect(table.labels == [0, 1])
        #expect(table.inputShape == [2])
    }

    @Test(
        "the label column is found by its name, else it is the last",
        arguments: [
            "label,a,b\n1,5,6\n0,7,8", "a,Class,b\n5,1,6\n7,0,8", "a,b,target\n5,6,1\n7,8,0", "y,a,b\n1,5,6\n0,7,8",
            "a,b,kind\n5,6,1\n7,8,0", "5,6,1\n7,8,0", "x,y,label\n5,6,1\n7,8,0",
        ])
    func labelColumn(text: String) throws {
        let table = try table(text)
        #expect(table.labels == [1, 0])
        #expect(table.samples.elements == [5, 6, 7, 8])
    }

    @Test("names become classes in sorted order, header or not", arguments: ["width,species\n", ""])
    func names(header: String) throws {
        #expect(try table(header + "1,virginica\n2,setosa\n3,\"a \"\"b\"\"\"\n4,setosa\n").labels == [2, 1, 0, 1])
    }

    @Test("a header may have numbers for names, and a class may be called y")
    func headers() throws {
        #expect(try table("label,0,1\n1,5,6\n").samples.elements == [5, 6])
        #expect(try table("5,6,y\n7,8,n\n").labels == [1, 0])
    }

    @Test("errors name line and column")
    func errors() {
        check("a,b,label\n1,,0\n", .invalidValue, "line 2, column 2 'b' is empty")
        check("a,b,label\n1,2,0\n1,nan,0\n", .invalidValue, "line 3, column 2 'b' is nan")
        check("1,inf,0\n", .invalidValue, "line 1, column 2 is inf")
        check("1,1e39,0\n", .invalidValue, "line 1, column 2 is 1e39")
        check("a,b,label\n\n\"1\",x,0\n", .invalidValue, "line 3, column 2 'b' is 'x', not a number")
        check("1;2,5;0\n", .invalidValue, "line 1, column 2 is '2,5'")
        check("\"a\nb\",c,label\n1,0x10,0\n", .invalidValue, "line 3, column 2 'c' is '0x10'")
        check("1,2,0\n1,2\n", .wrongFormat, "line 2 has 2 columns, the first has 3")
        check("1,2,0\n1,2,3,0\n", .wrongFormat, "line 2 has 4 columns")
        check("a,label\n1,\"0\n2,1\n", .wrongFormat, "line 2 has a quote")
        check("a,label\n\"1\"2,0\n", .wrongFormat, "line 2 has a quote")
        check("1\n2\n", .wrongFormat, "line 1 has a single column")
        check("a,\0,label\n", .wrongFormat, "zero bytes")
    }

    @Test("labels that are no classes are refused")
    func labels() {
        check("1,-1\n2,1\n", .labelOutOfRange, "line 1, column 2 (the label) is -1")
        check("1,0\n2,0.5\n", .labelOutOfRange, "line 2, column 2 (the label) is 0.5")
        check("1,0\n2,\n", .labelOutOfRange, "(the label) is empty")
        check("1,0\n2,nan\n", .labelOutOfRange, "(the label) is nan")
        check("1,0\n2,10000\n", .labelOutOfRange, "(the label) is 10000")
        check("1,0\n2,cat\n", .labelOutOfRange, "(the label) is 'cat', while the labels before are numbers")
        check("1,cat\n2,0\n", .labelOutOfRange, "(the label) is the number 0, while the labels before are names")
    }

    @Test("an empty file and a header alone hold no samples", arguments: ["", "\n\n", "a,b,label\n", "\u{feff}"])
    func empty(text: String) {
        check(text, .tooFewSamples, "no samples")
    }

    @Test("numbers are rounded as Swift's own conversion rounds them")
    func numbers() {
        for text in [
            "0", "-0.0", "5", "+5", ".5", "5.", "123456789012345", "0.000000000000001", "1234567890.12345", "1e-5",
            "9007199254740993", "3.14159265358979323846", "-12.5", "inf",
        ] {
            #expect(DecimalNumber.parse(Array(text.utf8)[...]) == Double(text), "\(text)")
        }
        for text in ["", ".", "-", "+-1", "1-", "1.2.3", "0x1p3", "1,5", "one", "1 2"] {
            #expect(DecimalNumber.parse(Array(text.utf8)[...]) == nil, "\(text)")
        }
    }

    @Test("a table is split 64 : 16 : 20 and scaled by its training part")
    func dataset() throws {
        let directory = try TemporaryDirectory()
        let rows = (0..<100).map { "\($0),\(1_000 - $0),7,\($0 % 4)" }.joined(separator: "\n")
        let file = try directory.write("own.csv", rows)
        let dataset = try Dataset.load("own", from: .csv(file))
        #expect(dataset.counts == [64, 16, 20])
        #expect(dataset.classes == 4)
        #expect(dataset.inputShape == [3])
        let first = dataset.training.samples.columns(0..<1).elements
        #expect(first.min() == 0 && first.max() == 1)
        for part in [dataset.training, dataset.validation, dataset.test] {
            #expect(part.samples.elements.allSatisfy { (0...1).contains($0) })
            #expect(part.samples.columns(2..<3).elements.allSatisfy { $0 == 0 })
        }
        #expect(try Dataset.load("own", from: .csv(file)) == dataset)
    }

    @Test("too few rows to split, one class, and a validation part too large are refused")
    func refused() throws {
        let directory = try TemporaryDirectory()
        let two = try directory.write("two.csv", "1,0\n2,1\n")
        #expect(datasetError { try Dataset.load("own", from: .csv(two)) }?.code == .tooFewSamples)
        let one = try directory.write("one.csv", "1,0\n2,0\n3,0\n4,0\n")
        #expect(datasetError { try Dataset.load("own", from: .csv(one)) }?.code == .labelOutOfRange)
        let ten = try directory.write("ten.csv", (0..<10).map { "\($0),\($0 % 2)" }.joined(separator: "\n"))
        let error = datasetError { try Dataset.load("own", from: .csv(ten), validation: 8) }
        #expect(error?.code == .invalidValidation)
        #expect(try Dataset.load("own", from: .csv(ten), validation: 7).training.count == 1)
    }
}
