/// What a link tells its board without being asked.
enum CWPNotice: Sendable {
    /// The board sent an event.
    case event(CWPEvent)
    /// A heartbeat was answered.
    case status(CWPBoardStatus)
    /// A heartbeat's answer says that the board is not armed, and it was: its event was lost.
    case disarmed(CWPBoardStatus.State)
    /// The link is over.
    case ended(CWPLinkError)
}
