# digest.sh -- sourced by the scripts that compare records of several builds.

# A model that theory solves, in all that the scenarios of these scripts have none of: data whose
# covariance is made exact, one posterior scale for all examples, the expectation over noise, a
# learned sigma_x.
linear_model='learning/healthy --set data.source=gaussian --set data.eigenvalues=[4,1,0.25]
  --set data.covariance=exact --set data.test_fraction=0 --set model.hidden=[] --set model.latent=2
  --set model.head.scale=shared --set likelihood.kind=gaussian-learned
  --set objective.noise=expected --set train.sampling=full'

# Digest of the records (not of manifests, which hold wall time) below a folder; of no record at all
# a word that equals no digest.
digest() {
    (cd "$1" 2>/dev/null && find . -name '*.csv' | LC_ALL=C sort | xargs -r sha256sum) |
        { grep . || echo "nothing below $1 ($$)"; } | sha256sum | cut -c1-16
}
