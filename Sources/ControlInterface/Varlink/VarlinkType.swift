/// A type of the varlink interface definition language.
indirect enum VarlinkType: Sendable, Hashable {
    case bool
    case int
    case float
    case string
    /// Any JSON object, not described further.
    case object
    /// A type declared in the same interface.
    case named(String)
    case optional(VarlinkType)
    case array(VarlinkType)
    /// String keys; a map to an empty structure is a set of strings.
    case map(VarlinkType)
    case structure([Field])
    /// One string of several.
    case enumeration([String])

    struct Field: Sendable, Hashable {
        let name: String
        let type: VarlinkType
    }
}
