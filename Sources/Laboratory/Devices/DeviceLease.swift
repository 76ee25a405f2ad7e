import Foundation

/// The right of one user to drive a device by hand, for a limited time.
///
/// When it ends, however it ends, the device goes into its safe state: a client that crashed leaves nothing on.
public struct DeviceLease: Sendable, Equatable {
    /// Longest time for which a device can be taken [s].
    public static let longest = 86_400.0

    /// Unique in this daemon.
    public let number: Int
    /// Who took it.
    public let holder: Operator
    /// What for, in the holder's words.
    public let note: String?
    /// When it ends by itself.
    public let end: Date
}
