"""The local losses by PyTorch CPU autograd on full matrices: the peer without closed forms and without blocks.

float32 but for eigendecompositions and log-determinants, which are double; one thread. Prints JSON lines.
"""

import torch

from batches import LOG_DET_EPS, WIDTH, parse_arguments, run_cases

torch.set_num_threads(1)
SMALLEST_EIGENVALUE = 1e-10


def gram(t, c):
    t = t - t.mean(dim=0)
    norms = (t * t).sum(dim=1)
    distances = (norms[:, None] + norms - 2 * t @ t.T).clamp(min=0)
    distances = distances - torch.diag(torch.diagonal(distances))
    n = len(t)
    s2 = c * distances.sum() / (n * (n - 1))
    return torch.exp(-distances / (2 * s2))


def entropy(a, alpha):
    if alpha == 2:
        return -torch.log2((a * a).sum())
    w = torch.linalg.eigvalsh(a.double())
    w = w[w >= SMALLEST_EIGENVALUE]
    return torch.log2((w**alpha).sum()) / (1 - alpha)


def renyi_loss(t, y, alpha):
    n = len(t)
    k = gram(t, 1.0)
    return entropy(k * y / n, alpha) - entropy(k / n, alpha) - entropy(y / n, alpha)


def log_det_loss(t, y):
    n = len(t)
    k = gram(t, 1.0).double()
    shift = LOG_DET_EPS * torch.eye(n, dtype=torch.float64)
    first = torch.linalg.cholesky(shift + k)
    second = torch.linalg.cholesky(shift + k * y)
    ratio = torch.log(torch.diagonal(second)).sum() - torch.log(torch.diagonal(first)).sum()
    return 2 * ratio / (n * torch.log(torch.tensor(2.0)))


def cka_loss(t, y):
    def centred(k):
        means = k.mean(dim=0)
        return k - means[:, None] - means + means.mean()

    a, b = centred(gram(t, WIDTH["cka"])), centred(y)
    return -(a * b).sum() / (torch.linalg.norm(a) * torch.linalg.norm(b))


LOSSES = {
    "renyi-0.5": lambda t, y: renyi_loss(t, y, 0.5),
    "renyi-2": lambda t, y: renyi_loss(t, y, 2),
    "log-det": log_det_loss,
    "cka": cka_loss,
}


def prepare(case, outputs, labels):
    t = torch.from_numpy(outputs.copy()).requires_grad_()
    labels = torch.from_numpy(labels.astype("int64"))
    loss = LOSSES[case]

    def compute():
        y = (labels[:, None] == labels).float()
        value = loss(t, y)
        (gradient,) = torch.autograd.grad(value, t)
        return value.item(), gradient.numpy()

    return compute


if __name__ == "__main__":
    run_cases(parse_arguments(__doc__), "torch", prepare)
