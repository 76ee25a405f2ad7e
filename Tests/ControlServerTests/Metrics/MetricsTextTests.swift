import Testing

@testable import ControlServer

@Suite("Metrics as text")
struct MetricsTextTests {
    private let families = [
        MetricFamily("a_build", .info, "About \"it\".", [.init(1, [("version", "1\n\"2\"\\3")])]),
        MetricFamily("a_busy", .counter, unit: "seconds", "Time.\nAll of it.", [.init(0.25, [("device", "chip")])]),
        MetricFamily("a_empty", .gauge, "Never seen."),
        MetricFamily(
            "a_time", .summary, unit: "seconds", "Times.",
            [.init(.nan, [("quantile", "0.5")]), .init(3, suffix: "_count"), .init(1e300, suffix: "_sum")]),
        MetricFamily("a_level", .gauge, "Level.", [.init(-.infinity), .init(.infinity), .init(-2)]),
    ]

    @Test("OpenMetrics: type, unit, help, then the samples; counters end in _total and the text in EOF")
    func openMetrics() {
        #expect(
            MetricsText.text(families) == #"""
                # TYPE a_build info
                # HELP a_build About \"it\".
                a_build_info{version="1\n\"2\"\\3"} 1
                # TYPE a_busy_seconds counter
                # UNIT a_busy_seconds seconds
                # HELP a_busy_seconds Time.\nAll of it.
                a_busy_seconds_total{device="chip"} 0.25
                # TYPE a_time_seconds summary
                # UNIT a_time_seconds seconds
                # HELP a_time_seconds Times.
                a_time_seconds{quantile="0.5"} NaN
                a_time_seconds_count 3
                a_time_seconds_sum 1e+300
                # TYPE a_level gauge
                # HELP a_level Level.
                a_level -Inf
                a_level +Inf
                a_level -2
                # EOF

                """#)
    }

    @Test("Prometheus' own format has neither units nor info, and calls families as their samples")
    func prometheus() {
        let text = MetricsText.text(Array(families.prefix(2)), .prometheus)
        #expect(
            text == #"""
                # TYPE a_build_info gauge
                # HELP a_build_info About "it".
                a_build_info{version="1\n\"2\"\\3"} 1
                # TYPE a_busy_seconds_total counter
                # HELP a_busy_seconds_total Time.\nAll of it.
                a_busy_seconds_total{device="chip"} 0.25

                """#)
    }
}
