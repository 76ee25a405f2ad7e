/// The keys that a table may hold: the one place which says their types, ranges, units, defaults and meaning.
///
/// Unknown keys are found, misspelt ones guessed, overrides resolved, values checked and the reference written from it.
public struct TOMLSchema: Sendable {
    /// What a key takes.
    public indirect enum Kind: Sendable {
        /// A string that is not empty; one of `choices` unless that is empty.
        case string(choices: [String] = [])
        /// An array of strings that are not empty; an empty array will do.
        case strings
        /// An integer.
        case integer(ClosedRange<Int>)
        /// A number without a unit; an integer will do.
        case number(NumberRange)
        /// A number, or an array of numbers.
        case numbers(NumberRange)
        /// A string with a number and a unit; the range is in the SI unit.
        case quantity(PhysicalDimension, NumberRange)
        /// True or false.
        case boolean
        /// A table.
        case table(TOMLSchema)
        /// An array of tables. One may be called by its key `name`, or else by `prefix` and its number from 1.
        case tables(TOMLSchema, prefix: String)
        /// A table whose keys someone else knows and checks.
        case foreignTable
    }

    /// One key.
    public struct Key: Sendable {
        /// Its name.
        public let name: String
        /// What it takes.
        public let kind: Kind
        /// What holds when it is not written; nil for nothing.
        public let defaultValue: TOMLNode?
        /// Whether it has to be written.
        public let isRequired: Bool
        /// What it means, one line.
        public let meaning: String

        /// A key that may be left out.
        public init(_ name: String, _ kind: Kind, default value: TOMLNode? = nil, _ meaning: String) {
            self.init(name, kind, defaultValue: value, isRequired: false, meaning)
        }

        /// A key that has to be written.
        public static func required(_ name: String, _ kind: Kind, _ meaning: String) -> Key {
            Key(name, kind, defaultValue: nil, isRequired: true, meaning)
        }

        private init(_ name: String, _ kind: Kind, defaultValue: TOMLNode?, isRequired: Bool, _ meaning: String) {
            self.name = name
            self.kind = kind
            self.defaultValue = defaultValue
            self.isRequired = isRequired
            self.meaning = meaning
        }
    }

    /// The keys, in the order in which they are documented and written.
    public let keys: [Key]

    /// A table of `keys`.
    public init(_ keys: [Key]) { self.keys = keys }

    /// The key called `name`.
    public func key(_ name: String) -> Key? { keys.first { $0.name == name } }
}

extension TOMLSchema {
    /// Every key that holds a value, here and in all tables below, as the parts of its path; `*` stands for the number
    /// of a table in an array.
    var leaves: [[String]] {
        keys.flatMap { key -> [[String]] in
            switch key.kind {
            case .table(let schema): schema.leaves.map { [key.name] + $0 }
            case .tables(let schema, _): schema.leaves.map { [key.name, "*"] + $0 }
            case .foreignTable: []
            default: [[key.name]]
            }
        }
    }
}

extension TOMLSchema.Kind {
    /// What is expected, in words: `an integer from 1 to 10`.
    var words: String {
        switch self {
        case .string(let choices) where choices.isEmpty: "a string"
        case .string(let choices): "one of " + choices.map { "\"\($0)\"" }.joined(separator: ", ")
        case .strings: "an array of strings"
        case .integer(let range) where range.upperBound == .max: "an integer from \(range.lowerBound)"
        case .integer(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number" + range.words
        case .numbers(let range): "a number\(range.words), or an array of them"
        case .quantity(let dimension, let range):
            "a \(dimension.rawValue)" + (range == .any ? "" : "\(range.words) \(dimension.unit)")
        case .boolean: "true or false"
        case .table, .foreignTable: "a table"
        case .tables: "an array of tables"
        }
    }
}
