/// `io.pibd.Environment` in messages; the interface file beside this one describes them.
enum EnvironmentMethod {
    static let interface = "io.pibd.Environment"

    struct NoParameters: Codable, Sendable {}

    struct Description: Codable, Sendable {
        let name: String
        let scales: [Double]
        let actions: Int
        let places: Int
        let longestEpisode: Int
        let solvedReturn: Double?

        enum CodingKeys: String, CodingKey {
            case name, scales, actions, places
            case longestEpisode = "longest_episode"
            case solvedReturn = "solved_return"
        }
    }

    struct Reset: Codable, Sendable {
        let places: [Int]
        let seeds: [Int]
    }

    struct Beginnings: Codable, Sendable {
        let observations: [[Double]]
    }

    struct Step: Codable, Sendable {
        let places: [Int]
        let actions: [Int]
    }

    struct Steps: Codable, Sendable {
        let observations: [[Double]]
        let rewards: [Double]
        let terminated: [Bool]
        let truncated: [Bool]
    }
}
