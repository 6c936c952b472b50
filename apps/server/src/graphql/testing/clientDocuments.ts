/** A document as a client sends it: our own writing, with the fields, spellings and declared types that its code has. */
export interface ClientDocument {
  readonly client: string;
  readonly text: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Whether it needs a token. */
  readonly isPrivate?: true;
  /** The code with which a server refuses what it has not built. */
  readonly refusal?: 'not_built';
}

const NOW = 'numerapi 2.23';
const EARLY_2022 = 'numerapi 2.9–2.12';
const R = 'Rnumerai';
const MODEL_ID = 'MODEL_ID';
const NAME = 'ridge';

const open = (client: string, text: string, variables?: ClientDocument['variables']): ClientDocument => ({
  client,
  text,
  ...(variables === undefined ? {} : { variables }),
});
const secret = (client: string, text: string, variables?: ClientDocument['variables']): ClientDocument => ({
  ...open(client, text, variables),
  isPrivate: true,
});
const notBuilt = (client: string, text: string, variables?: ClientDocument['variables']): ClientDocument => ({
  ...secret(client, text, variables),
  refusal: 'not_built',
});

const ROUND_FIELDS =
  'id tournament number target closeTime closeStakingTime openTime scoreTime resolveTime resolvedGeneral resolvedStaking payoutFactor stakeThreshold minCorrMultiplier maxCorrMultiplier defaultCorrMultiplier minMmcMultiplier maxMmcMultiplier defaultMmcMultiplier dataDatestamp';
const ERA_FIELDS =
  'era examplePredsCorr validationCorr validationFeatureCorrMax validationFeatureNeutralCorr validationMmc validationFeatureNeutralCorrV3 validationAlpha validationBmc validationChurn validationCorrV4 validationFncV4 validationIcV2 validationRic';
const rated = (names: string): string => names.replace(/\w+/g, (name) => `validation${name} validation${name}Rating`);
const DIAGNOSTIC_FIELDS = `erasAcceptedCount examplePredsCorrMean message status trainedOnVal updatedAt
  ${rated('CorrMean CorrStd CorrSharpe MaxDrawdown FeatureCorrMax FeatureNeutralCorrMean FeatureNeutralCorrV3Mean MmcMean MmcStd MmcSharpe CorrPlusMmcMean CorrPlusMmcStd CorrPlusMmcSharpe CorrPlusMmcSharpeDiff')}
  perEraDiagnostics { ${ERA_FIELDS} }`;
const AUTH = 'filename url';

/** The operations of the contract's section 5, one by one. `MODEL_ID` stands for the public id of a model. */
export const CLIENT_DOCUMENTS: readonly ClientDocument[] = [
  // Both tournaments
  open(NOW, 'query($r: Int, $tournament: Int) { listDatasets(round: $r, tournament: $tournament) }', {
    r: null,
    tournament: 8,
  }),
  secret(
    NOW,
    'query { account { username walletAddress availableNmr email id mfaEnabled status insertedAt models { id name submissions { id filename } v2Stake { status txHash } } apiTokens { name public_id scopes } } }',
  ),
  secret(NOW, 'query { account { models { id name tournament } } }'),
  open(
    NOW,
    'query($username: Str!, $tournament: Int) { accountProfile(username: $username, tournament: $tournament) { models { id displayName } } }',
    { username: NAME, tournament: 8 },
  ),
  secret(NOW, 'query($modelid: String!) { model(modelId: $modelid) { name } }', { modelid: MODEL_ID }),
  open(NOW, 'query($tournament: Int!) { rounds(tournament: $tournament number: 0) { number } }', { tournament: 0 }),
  open(
    NOW,
    'query($tournament: Int!) { rounds(tournament: $tournament number: 0) { number openTime closeStakingTime } }',
    { tournament: 8 },
  ),
  open(NOW, 'query($tournament: Int!) { rounds(tournament: $tournament number: 0) { number openTime } }', {
    tournament: 11,
  }),
  open(
    NOW,
    `query($tournament: Int $number: Int $target: String $status: RoundStatus $limit: Int) { rounds(tournament: $tournament number: $number target: $target status: $status limit: $limit) { ${ROUND_FIELDS} } }`,
    { tournament: 8, number: null, target: null, status: 'RESOLVED', limit: 3 },
  ),
  open(
    NOW,
    'query($date: String $tournament: String!) { pipelineStatus(date: $date tournament: $tournament) { dataReadyAt isScoringDay resolvedAt scoredAt startedAt tournament } }',
    { date: null, tournament: 'classic' },
  ),
  open(
    NOW,
    'query($limit: Int!, $offset: Int!, $tournament: Int) { accountLeaderboard(limit: $limit offset: $offset tournament: $tournament) { displayName username nmrStaked rank v2Corr20 cort20 corJ60 corrV4 fncV4 icV2 mmc ric tc return1y return3m returnAllTime return1yNmr return3mNmr returnAllTimeNmr } }',
    { limit: 50, offset: 0, tournament: 8 },
  ),
  secret(NOW, 'mutation($value: String!, $modelId: String) { setUserBio(value: $value modelId: $modelId) }', {
    value: 'hello',
    modelId: MODEL_ID,
  }),
  secret(
    NOW,
    'mutation($linkUrl: String!, $linkText: String, $modelId: String) { setUserLink(linkText: $linkText, linkUrl: $linkUrl, modelId: $modelId) }',
    { linkUrl: 'https://example.org', linkText: 'me', modelId: MODEL_ID },
  ),
  secret(NOW, 'query { account { walletTxns { amount from status to time tournament txHash type } } }'),
  secret(
    NOW,
    'mutation($modelId: String!, $newSubmissionWebhook: String) { setSubmissionWebhook(modelId: $modelId newSubmissionWebhook: $newSubmissionWebhook) }',
    { modelId: MODEL_ID, newSubmissionWebhook: null },
  ),
  secret(
    NOW,
    `query($filename: String!, $tournament: Int!, $modelId: String) { diagnosticsUploadAuth(filename: $filename, tournament: $tournament, modelId: $modelId) { ${AUTH} } }`,
    { filename: 'p.csv', tournament: 8, modelId: MODEL_ID },
  ),
  secret(
    NOW,
    'mutation($filename: String!, $tournament: Int!, $modelId: String) { createDiagnostics(filename: $filename tournament: $tournament modelId: $modelId) { id } }',
    { filename: 'p.csv', tournament: 8, modelId: MODEL_ID },
  ),
  secret(
    NOW,
    `query($id: String, $modelId: String!) { diagnostics(id: $id modelId: $modelId) { ${DIAGNOSTIC_FIELDS} } }`,
    { id: null, modelId: MODEL_ID },
  ),
  secret(
    EARLY_2022,
    `query($id: String!, $modelId: String) { diagnostics(id: $id modelId: $modelId) { ${DIAGNOSTIC_FIELDS} } }`,
    { id: 'x', modelId: null },
  ),
  open(
    NOW,
    'query($modelId: ID! $displayName: String $version: String $day: Int $resolved: Boolean $tournament: Int $lastNRounds: Int $distinctOnRound: Boolean) { submissionScores(modelId: $modelId displayName: $displayName version: $version day: $day resolved: $resolved tournament: $tournament lastNRounds: $lastNRounds distinctOnRound: $distinctOnRound) { roundId submissionId roundNumber roundResolveTime roundScoreTime roundCloseStakingTime value percentile displayName version date day resolveDate resolved } }',
    { modelId: MODEL_ID, tournament: 8, lastNRounds: 3 },
  ),
  open(
    NOW,
    'query($modelId: String!, $tournament: Int!) { v2RoundModelPerformances(modelId: $modelId tournament: $tournament) { atRisk, corrMultiplier, mmcMultiplier, roundPayoutFactor, roundNumber, roundOpenTime, roundResolveTime, roundResolved, roundTarget, submissionScores { date day displayName payoutPending payoutSettled percentile value } } }',
    { modelId: MODEL_ID, tournament: 8 },
  ),
  open(
    NOW,
    'query($modelId: String!, $tournament: Int!) { v2RoundModelPerformances(modelId: $modelId tournament: $tournament) { roundNumber, intraRoundSubmissionScores { date, day, displayName, payoutPending, payoutSettled, percentile, value } } }',
    { modelId: MODEL_ID, tournament: 8 },
  ),
  secret(
    NOW,
    'query($tournament: Int!) { pendingModelPayouts(tournament: $tournament) { actual { roundId roundNumber roundResolveTime modelId modelName modelDisplayName payoutNmr payoutValue currencySymbol } pending { roundId roundNumber roundResolveTime modelId modelName modelDisplayName payoutNmr payoutValue currencySymbol } } }',
    { tournament: 8 },
  ),
  secret(
    NOW,
    'mutation($value: String! $type: String! $tournamentNumber: Int! $modelId: String) { v2ChangeStake(value: $value type: $type modelId: $modelId tournamentNumber: $tournamentNumber) { dueDate requestedAmount status type } }',
    { value: '1e-05', type: 'increase', tournamentNumber: 8, modelId: MODEL_ID },
  ),
  secret(
    NOW,
    'mutation($drain: bool! $modelId: String $amount: String!) { releaseStake(drain: $drain modelId: $modelId amount: $amount) { id dueDate status type requestedAmount drain } }',
    { drain: true, modelId: MODEL_ID, amount: '11000000' },
  ),
  notBuilt(
    NOW,
    'query($submissionId: ID! $staker: String! $maxAmount: String!) { v3StakeAuth(submissionId: $submissionId staker: $staker maxAmount: $maxAmount) { authorizationSigner authorizationDigest chainId deadline maxAmount modelId nmrAddress nonce roundId signature staker stakingAddress submissionId submissionHash tournamentId } }',
    { submissionId: 'x', staker: 'y', maxAmount: '1' },
  ),
  notBuilt(
    NOW,
    'query { v3StakeConfig { address authorizationSigner nmrAddress owner paused pendingOwner serviceWallet } }',
  ),
  notBuilt(
    NOW,
    'query($roundId: String!) { v3StakeRound(roundId: $roundId) { closeTime merkleRoot openTime payoutFactor remainingBurn remainingPayout resolveTime resolved roundId stakeCap stakeThreshold state totalPayout totalStaked tournamentId } }',
    { roundId: '1' },
  ),
  notBuilt(
    NOW,
    'query($roundId: String! $modelId: ID! $staker: String!) { v3StakeClaim(roundId: $roundId modelId: $modelId staker: $staker) { apiModelId burnAmountWei merkleRoot modelId payoutAmountWei proof roundId staker submissionId tournamentId } }',
    { roundId: '1', modelId: MODEL_ID, staker: 'y' },
  ),
  notBuilt(
    NOW,
    `query($filename: String! $modelId: String) { computePickleUploadAuth(filename: $filename modelId: $modelId) { ${AUTH} } }`,
    { filename: 'm.pkl', modelId: MODEL_ID },
  ),
  notBuilt(
    NOW,
    'mutation($filename: String! $tournament: Int! $modelId: String $dataVersionId: String $dockerImageId: String) { createComputePickleUpload(filename: $filename tournament: $tournament modelId: $modelId dataVersionId: $dataVersionId dockerImageId: $dockerImageId) { id } }',
    { filename: 'm.pkl', tournament: 8, modelId: MODEL_ID },
  ),
  notBuilt(NOW, 'query { computePickleDataVersions { name id } }'),
  notBuilt(NOW, 'query { computePickleDockerImages { name id } }'),
  secret(NOW, 'query($modelId: String) { submissions(modelId: $modelId) { id filename insertedAt } }', {
    modelId: MODEL_ID,
  }),
  secret(NOW, `query($id: String) { submissionDownloadAuth(id: $id) { ${AUTH} } }`, { id: 'x' }),
  secret(
    NOW,
    `query($filename: String! $tournament: Int! $modelId: String) { submission_upload_auth(filename: $filename tournament: $tournament modelId: $modelId) { ${AUTH} } }`,
    { filename: 'p.csv', tournament: 8, modelId: MODEL_ID },
  ),
  secret(
    NOW,
    'mutation($filename: String! $tournament: Int! $modelId: String $triggerId: String, $dataDatestamp: Int) { create_submission(filename: $filename tournament: $tournament modelId: $modelId triggerId: $triggerId source: "numerapi" dataDatestamp: $dataDatestamp) { id } }',
    { filename: 'p.csv', tournament: 8, modelId: MODEL_ID },
  ),
  secret(
    EARLY_2022,
    'mutation($filename: String! $tournament: Int! $version: Int! $modelId: String $triggerId: String) { create_submission(filename: $filename tournament: $tournament version: $version modelId: $modelId triggerId: $triggerId source: "numerapi") { id } }',
    { filename: 'p.csv', tournament: 8, version: 2, modelId: MODEL_ID },
  ),
  // Classic
  open(
    NOW,
    'query($tournament: Int!) { rounds(tournament: $tournament) { number resolveTime openTime resolvedGeneral resolvedStaking } }',
    { tournament: 1 },
  ),
  secret(
    NOW,
    'query($modelId: String) { model(modelId: $modelId) { submissions { filename selected round { tournament number } } } }',
    { modelId: null },
  ),
  open(
    NOW,
    'query($limit: Int! $offset: Int!) { v2Leaderboard(limit: $limit offset: $offset) { nmrStaked rank username corr20Rep corr20V2Rep corj60Rep fncRep fncV3Rep tcRep mmcRep bmcRep team return_1_day return_52_weeks return_13_weeks } }',
    { limit: 5, offset: 2 },
  ),
  open(
    EARLY_2022,
    'query($limit: Int! $offset: Int!) { v2Leaderboard(limit: $limit offset: $offset) { bonusPerc nmrStaked oldStakeValue prevRank prevStakedRank rank stakedRank rolling_score_rep tier username reputation leaderboardBonus averageCorrelationPayout payoutPending payoutSettled badges corrRep corrRank fncRep fncRank fncV3Rep fncV3Rank tcRep tcRank mmcRep mmcRank } }',
    { limit: 50, offset: 0 },
  ),
  open(NOW, 'query($modelname: String!) { v3UserProfile(modelName: $modelname) { stakeValue } }', { modelname: NAME }),
  open(
    NOW,
    'query($model_name: String!) { v3UserProfile(model_name: $model_name) { id startDate username bio nmrStaked } }',
    { model_name: NAME },
  ),
  open(
    NOW,
    'query($modelName: String!) { v3UserProfile(modelName: $modelName) { dailyModelPerformances { date corrRep corrRank mmcRep mmcRank fncRep fncRank fncV3Rep fncV3Rank tcRep tcRank corr20dRep corr20dRank corr60Rep corr60Rank mmc20dRep mmc20dRank } } }',
    { modelName: NAME },
  ),
  // Signals
  open(
    NOW,
    'query($limit: Int! $offset: Int!) { signalsLeaderboard(limit: $limit offset: $offset) { prevRank rank sharpe today username mmc mmcRank nmrStaked icRank icRep tcRep tcRank } }',
    { limit: 1, offset: 0 },
  ),
  secret(
    NOW,
    `query($filename: String! $tournament: Int! $modelId: String) { submissionUploadSignalsAuth(filename: $filename tournament: $tournament modelId: $modelId) { ${AUTH} } }`,
    { filename: 's.csv', tournament: 11, modelId: MODEL_ID },
  ),
  secret(
    NOW,
    'mutation($filename: String! $modelId: String $triggerId: String $dataDatestamp: Int) { createSignalsSubmission(filename: $filename modelId: $modelId triggerId: $triggerId source: "numerapi" dataDatestamp: $dataDatestamp) { id firstEffectiveDate } }',
    { filename: 's.csv', modelId: MODEL_ID },
  ),
  open(
    NOW,
    'query($modelName: String!) { v2SignalsProfile(modelName: $modelName) { dailyModelPerformances { date corrRep corrRank mmcRep mmcRank icRep icRank tcRep tcRank } startDate username bio id nmrStaked } }',
    { modelName: NAME },
  ),
  // Crypto
  open(
    NOW,
    'query($limit: Int! $offset: Int!) { cryptosignalsLeaderboard(limit: $limit offset: $offset) { nmrStaked rank username corrRep mmcRep return_1_day return_52_weeks return_13_weeks } }',
    { limit: 5, offset: 0 },
  ),
  // Gone from numerapi since 2022
  secret(
    EARLY_2022,
    'query($modelId: String) { user(modelId: $modelId) { username banned assignedEthAddress availableNmr availableUsd email id mfaEnabled status country insertedAt apiTokens { name public_id scopes } v2Stake { status txHash } } }',
    { modelId: null },
  ),
  secret(
    EARLY_2022,
    'query($modelId: String) { model(modelId: $modelId) { latestSubmissionV2 { concordance { pending value } consistency corrWithExamplePreds filename insertedAt selected validationCorrelation validationCorrelationRating validationCorrPlusMmcSharpe validationCorrPlusMmcSharpeRating validationCorrPlusMmcSharpeDiff validationCorrPlusMmcSharpeDiffRating validationFeatureNeutralMean validationFeatureNeutralMeanRating validationMaxDrawdown validationMaxDrawdownRating validationMaxFeatureExposure validationMaxFeatureExposureRating validationMmcMean validationMmcMeanRating validationSharpe validationSharpeRating validationStd validationStdRating } } }',
    { modelId: MODEL_ID },
  ),
  secret(
    EARLY_2022,
    'query($modelId: String) { model(modelId: $modelId) { latestSignalsSubmission { id filename firstEffectiveDate userId submissionIp submittedCount filteredCount invalidTickers hasHistoric historicMean historicStd historicSharpe historicMaxDrawdown } } }',
    { modelId: MODEL_ID },
  ),
  open(
    EARLY_2022,
    'query($modelName: String!) { v3UserProfile(modelName: $modelName) { roundModelPerformances { corr corr20d corr20dPercentile corrMultiplier corrPercentile corrWMetamodel fnc fncPercentile fncV3 fncV3Percentile mmc mmc20d mmc20dPercentile mmcMultiplier mmcPercentile payout roundNumber roundOpenTime roundPayoutFactor roundResolveTime roundResolved roundTarget selectedStakeValue tc tcMultiplier tcPercentile } } }',
    { modelName: NAME },
  ),
  open(
    EARLY_2022,
    'query($roundNumber: Int!) { v2RoundDetails(roundNumber: $roundNumber) { userPerformances { date correlation username } } }',
    { roundNumber: 3 },
  ),
  open(
    EARLY_2022,
    'query($username: String!) { v2UserProfile(username: $username) { dailyUserPerformances { stakeValue } } }',
    { username: MODEL_ID },
  ),
  open(
    EARLY_2022,
    'query($username: String!) { v2UserProfile(username: $username) { dailySubmissionPerformances { date correlation corrPercentile roundNumber mmc mmcPercentile fnc fncPercentile tc tcPercentile correlationWithMetamodel } } }',
    { username: NAME },
  ),
  open(
    EARLY_2022,
    'query($username: String!) { signalsUserProfile(username: $username) { rank username id bio sharpe totalStake startDate dailyUserPerformances { rank date sharpe mmcRep reputation } dailySubmissionPerformances { date returns submissionTime correlation mmc roundNumber corrRep mmcRep ic } } }',
    { username: NAME },
  ),
  secret(
    'numerapi 2.13',
    'mutation($corrMultiplier: Float! $modelId: String $takeProfit: Boolean! $tcMultiplier: Float! $tournamentNumber: Int!) { v2ChangePayoutSelection(corrMultiplier: $corrMultiplier modelId: $modelId takeProfit: $takeProfit tcMultiplier: $tcMultiplier tournamentNumber: $tournamentNumber) }',
    { corrMultiplier: 1, modelId: MODEL_ID, takeProfit: false, tcMultiplier: 1, tournamentNumber: 8 },
  ),
  // Others
  open('numerai-cli', 'query { tournaments { name tournament } }'),
  secret('numerai-cli', 'mutation ( $modelId: String! ) { triggerModelWebhook( modelId: $modelId ) }', {
    modelId: MODEL_ID,
  }),
  secret(
    'numerai-cli',
    'query ( $modelId: String! ) { submissions( modelId: $modelId ) { round { number, tournament }, triggerId insertedAt } }',
    { modelId: MODEL_ID },
  ),
  secret(
    R,
    '{ submissions(id: "x") { filename validationCorrelation liveCorrelation round { number } selected consistency concordance { pending value } } }',
  ),
  secret(
    R,
    '{ user { username banned assignedEthAddress availableNmr availableUsd availableEth email id mfaEnabled status insertedAt apiTokens { name public_id scopes } v2Stake { status txHash } } }',
  ),
  secret(R, 'mutation { createSubmission(filename: "p.csv", tournament: 8, modelId: "MODEL_ID") { id } }'),
  open(
    R,
    '{ v2Leaderboard { username tier reputation rank prevRank nmrStaked oldStakeValue leaderboardBonus averageCorrelationPayout payoutPending payoutSettled } }',
  ),
  open(
    R,
    '{ v2UserProfile(username: "ridge") { historicalNetNmrEarnings historicalNetUsdEarnings netEarnings totalStake dailyUserPerformances { date tier reputation rank leaderboardBonus stakeValue averageCorrelation averageCorrelationPayout payoutPending payoutSettled } } }',
  ),
  notBuilt(R, 'mutation { v2Stake(value: "1", modelId: "MODEL_ID", code: "1", password: "x") { txHash } }'),
  notBuilt(
    R,
    'mutation { v2ReleaseStakeRequest(value: "1", modelId: "MODEL_ID", code: "1", password: "x") { txHash } }',
  ),
  secret(
    'LEAN',
    'query($filename: String! $modelId: String) { submissionUploadSignalsAuth(filename: $filename modelId: $modelId) { filename url } }',
    { filename: 's.csv', modelId: MODEL_ID },
  ),
  open(
    'dashboard',
    'query { roundDetails(roundNumber: 3, tournament: 8) { roundId roundNumber tournament roundTarget status roundResolved openTime closeTime scoreTime roundResolveTime payoutFactor totalStakes totalSubmitted totalAtStake totalPayout totalEarned totalBurned models { id modelName corr corrPercentile mmc mmcPercentile fnc fncPercentile fncV3 fncV3Percentile tc tcPercentile corrWMetaModel selectedStakeValue payoutPending payoutSettled } } }',
  ),
  open('dashboard', '{ latestNmrPrice { lastUpdated PriceUSD } }'),
  open(
    'dashboard',
    '{ v3UserProfile(modelName: "ridge") { latestRanks { corr mmc fnc fncV3 tc ic } latestReps { corr mmc fnc fncV3 tc ic } latestReturns { oneDay threeMonths oneYear allTime } roundModelPerformances { roundNumber corr20V2 corr20V2Percentile } } v2UserProfile(username: "ridge") { latestRanks { rank prevRank mmcRank prevMmcRank } latestRoundPerformances { correlation correlationWithMetamodel date mmc payoutPending payoutSettled roundNumber roundResolved selectedStakeValue weekPayoutSelection } } }',
  ),
];
