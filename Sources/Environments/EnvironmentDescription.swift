/// An environment in numbers.
public struct EnvironmentDescription: Sendable, Equatable {
    /// Its name, for messages.
    public var name: String
    /// What each observed quantity is divided by before the hyperbolic tangent that makes inputs of it; positive.
    public var scales: [Double]
    /// Number of actions to choose from, at least 2.
    public var actions: Int
    /// Episodes that can run at the same time, at least 1.
    public var places: Int
    /// Steps after which an episode is cut, at least 1.
    public var longestEpisode: Int
    /// Mean return over 100 greedy episodes from which on it counts as solved; nil where nothing is agreed.
    public var solvedReturn: Double?

    /// A description from its parts.
    public init(
        name: String, scales: [Double], actions: Int, places: Int, longestEpisode: Int, solvedReturn: Double?
    ) {
        self.name = name
        self.scales = scales
        self.actions = actions
        self.places = places
        self.longestEpisode = longestEpisode
        self.solvedReturn = solvedReturn
    }

    /// Number of observed quantities.
    public var observations: Int { scales.count }

    /// Throws `EnvironmentError` where a number cannot be worked with.
    public func check() throws {
        func demand(_ holds: Bool, _ message: String, _ remedy: String) throws {
            guard holds else { throw EnvironmentError(environment: name, message, remedy: remedy) }
        }
        try demand(
            (1...65_536).contains(observations), "it observes \(observations) quantities", "observe 1 to 65 536")
        for (index, scale) in scales.enumerated() {
            try demand(
                scale.isFinite && scale > 0, "the scale \(scale) of quantity \(index) is no positive number",
                "give the size of a usual value")
        }
        try demand((2...4096).contains(actions), "it offers \(actions) actions", "offer 2 to 4096")
        try demand((1...65_536).contains(places), "it holds \(places) episodes at a time", "hold 1 to 65 536")
        try demand(
            (1...1_000_000).contains(longestEpisode), "its episodes are cut after \(longestEpisode) steps",
            "cut them after 1 to 1 000 000")
        try demand(
            solvedReturn?.isFinite ?? true, "it counts as solved at a return of \(solvedReturn ?? 0)",
            "name a finite return, or none")
    }
}
