/// What the episodes of one iteration of learning from reward came to.
public struct StoredEpisodes: Sendable, Equatable {
    /// Episodes played for training in the run up to and with this iteration.
    public var episodes: Int
    /// Mean return of this iteration's, with actions drawn.
    public var meanReturn: Double
    /// Mean return of the greedy episodes played after it; nil where none were.
    public var greedyReturn: Double?

    /// Episodes from their parts.
    public init(episodes: Int, meanReturn: Double, greedyReturn: Double?) {
        self.episodes = episodes
        self.meanReturn = meanReturn
        self.greedyReturn = greedyReturn
    }
}
