import Laboratory

/// The numbers of the links to the devices, where a driver counts.
enum LinkMetrics {
    static func families(_ devices: [DeviceMetrics.Look]) -> [MetricFamily] {
        let linked = devices.compactMap { device in
            device.activity.flatMap { activity in activity.link.map { (device.id, $0) } }
        }
        func counter(_ name: String, _ help: String, _ value: KeyPath<LinkCounts, Int>) -> MetricFamily {
            MetricFamily(
                name, .counter, help,
                linked.map { id, counters in .init(Double(counters[keyPath: value]), [("device", id)]) })
        }
        func bothWays(
            _ name: String, unit: String? = nil, _ help: String, _ sent: KeyPath<LinkCounts, Int>,
            _ received: KeyPath<LinkCounts, Int>
        ) -> MetricFamily {
            MetricFamily(
                name, .counter, unit: unit, help,
                linked.flatMap { id, counters -> [MetricFamily.Sample] in
                    [
                        .init(Double(counters[keyPath: sent]), [("device", id), ("direction", "sent")]),
                        .init(Double(counters[keyPath: received]), [("device", id), ("direction", "received")]),
                    ]
                })
        }
        return [
            bothWays("pibd_link_frames", "Frames over the link.", \.framesSent, \.framesReceived),
            bothWays("pibd_link", unit: "bytes", "Bytes over the link.", \.bytesSent, \.bytesReceived),
            counter("pibd_link_retries", "Requests that were sent again.", \.retries),
            counter("pibd_link_timeouts", "Requests that were not answered in time.", \.timeouts),
            counter(
                "pibd_link_bad_frames", "Frames dropped for their checksum, stuffing, length or version.", \.badFrames),
            counter("pibd_link_device_bad_frames", "Frames of ours that the device dropped.", \.framesDroppedByDevice),
            counter("pibd_link_unexpected_replies", "Replies that nobody waited for.", \.unexpectedReplies),
            counter("pibd_link_contradictions", "Replies that could not be the answer.", \.contradictions),
            counter("pibd_link_echoes", "Requests that came back as they were sent.", \.echoes),
        ]
    }
}
