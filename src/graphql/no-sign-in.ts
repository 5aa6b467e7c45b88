import { GraphQLError, type ValidationRule } from 'graphql';

const SIGN_IN = /^(?:login|forgotPassword|resetPassword|unlock|verifyEmail)/;

/**
 * Refuses the mutations that take a password or send an e-mail: one document may hold hundreds of them under aliases,
 * past every limit by request. They stay open through REST, where each request counts.
 */
export const noSignIn: ValidationRule = (context) => ({
  Field(node) {
    if (context.getParentType() !== context.getSchema().getMutationType()) return;
    if (!SIGN_IN.test(node.name.value)) return;
    context.reportError(new GraphQLError('Sign in through /api/users/login.', { nodes: [node] }));
  },
});
