/// A user, or the groups and number under which a program runs.
public struct Account: Sendable, Equatable {
    /// Login name; the number where there is none.
    public var name: String
    /// Number of the user.
    public var id: UInt32
    /// Numbers of all groups, the first one included.
    public var groups: Set<UInt32>

    /// An account from its parts.
    public init(name: String, id: UInt32, groups: Set<UInt32>) {
        self.name = name
        self.id = id
        self.groups = groups
    }
}
