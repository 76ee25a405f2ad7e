/// What a minibatch of past steps teaches, besides what is measured again.
struct PolicyLesson: Sendable {
    /// The actions taken.
    let actions: [Int]
    /// The advantages of having taken them.
    let advantages: [Double]
    /// The actions the steps speak for: the one taken where the advantage is not negative, else another one.
    let labels: [Int]

    /// How loudly each step speaks.
    var weights: [Double] { advantages.map(abs) }
}
