import ArrayFiles

/// A lab's own samples as a table of separated values.
struct CSVSource {
    private let file: String

    init(_ file: String) { self.file = file }

    /// Reads the dataset; `validation` as in `Dataset.load`.
    func load(_ name: String, validation: Int?) throws -> Dataset {
        let contents = try FileContents.read(file)
        var digest = SHA256()
        digest.update(contents)
        var reader = try CSVTableReader(contents, file: file)
        return try SampleTable.dataset(
            name, training: reader.table(), test: nil, validation: validation, file: file, hash: digest.finalized(),
            sourceDescription: "CSV file \(file)")
    }
}
