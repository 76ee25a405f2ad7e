/// The ways of reading a class off a network, as the interface names them and as people do.
enum Readout {
    /// In the order in which they are shown.
    static let known = ["head", "class-mean", "ridge"]

    /// The name for people.
    static func title(_ readout: String) -> String {
        switch readout {
        case "head": "chip head"
        case "class-mean": "class mean"
        default: readout
        }
    }
}
