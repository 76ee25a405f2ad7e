/// What the episodes of one iteration of learning from reward came to.
public struct Episodes: Codable, Sendable, Equatable {
    /// Episodes played for training so far.
    public var episodes: Int
    /// Mean return of this iteration's, with actions drawn.
    public var meanReturn: Double
    /// Mean return of the greedy episodes played after it.
    public var greedyReturn: Double?

    enum CodingKeys: String, CodingKey {
        case episodes
        case meanReturn = "mean_return"
        case greedyReturn = "greedy_return"
    }

    /// A value with these members.
    public init(episodes: Int, meanReturn: Double, greedyReturn: Double?) {
        self.episodes = episodes
        self.meanReturn = meanReturn
        self.greedyReturn = greedyReturn
    }
}
