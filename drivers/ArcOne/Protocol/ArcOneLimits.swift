import PhysicalDevices

/// What the board itself can do, from its manual.
public enum ArcOneLimits {
    /// Highest magnitude of any voltage [V].
    public static let voltage = Voltage(12)
    /// Shortest pulse [s].
    public static let shortestPulse = TimeSpan(90e-9)
    /// Longest pulse this driver asks for [s].
    public static let longestPulse = TimeSpan(1)
    /// Current limits that the board can hold [A].
    public static let compliance = ElectricCurrent(10e-6)...ElectricCurrent(1e-3)
}
